import QganPasses
import QganSyntax

extension LintRules {
  static let unusedInput = LintRule(
    "QG303", "input-without-effect", .trainability,
    rationale: """
      Data that a circuit or model takes and that no output depends on are lost: the element is never encoded, or its gate has no \
      effect, such as an RZ on |0>. Encode it with a gate that moves the state (`ry`, or `h` before `rz`), or do not take it.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        rz(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        h q;
        rz(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    var findings: [LintRule.Finding] = []
    for content in context.contents {
      for parameter in content.parameters {
        guard case .input = parameter.kind, !content.uses(parameter.name.text) else { continue }
        findings.append(.init("the input `\(parameter.name.text)` is never read", at: parameter.name.range))
      }
    }
    for (network, use) in context.circuitUses {
      let sensitivity = use.facts.sensitivity
      let elements = sensitivity.occurring
      for (index, operand) in use.circuit.operands.enumerated() where operand.binding == .input {
        // Two operands of one value, or a value that is prepared too, are told apart by no one here.
        guard use.origins.filter({ $0 == use.origins[index] }).count == 1,
          !use.circuit.preparations.contains(where: { $0.operand == index })
        else { continue }
        let lost = (0..<operand.count).filter {
          let key = CircuitSensitivity.Element(operand: index, element: $0)
          return !elements.contains(key) || sensitivity.dead[key] != nil
        }
        guard !lost.isEmpty, operand.isDeclared(by: context.declaration(of: use)) else { continue }
        let reasons = Set(
          lost.map { sensitivity.dead[CircuitSensitivity.Element(operand: index, element: $0)] == nil })
        let why = reasons == [true] ? "never encoded" : reasons == [false] ? "encoded without effect" : "lost"
        findings.append(
          .init(
            "\(ElementNames.summary(operand.name, shape: operand.shape, lost)) \(lost.count == 1 ? "is" : "are") \(why): no output depends on \(lost.count == 1 ? "it" : "them")",
            at: context.place(ofParameter: operand.name, of: use, in: network)))
      }
    }
    return findings
  }
}
