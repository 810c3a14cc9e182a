import QganIR
import QganSyntax

extension CircuitOperand {
  /// Whether the operand is a parameter of the circuit as it stands, rather than something computed from it.
  func isDeclared(by declaration: CircuitDeclaration?) -> Bool {
    guard let declaration else { return !name.hasPrefix("t") || !name.dropFirst().allSatisfy(\.isNumber) }
    return declaration.parameters.contains { $0.name.text == name }
  }
}
