import QganIR
import QganSyntax

extension LintRules {
  static let unusedQubit = LintRule(
    "QG321", "unused-qubit", .gates,
    rationale: "A qubit that no gate touches and no read-out reads. Declare a smaller register.",
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[3] q;
        ry(x) q[0:1];
        cx q[0], q[1];
        return expval(Z) q[0:1];
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.circuitUses.compactMap { network, use in
      let circuit = use.circuit
      let used = circuit.touchedQubits.union(circuit.measurements.flatMap(\.qubits))
      let unused = circuit.qubitNames.indices.filter { !used.contains($0) }
      return context.finding(
        unused, of: use, in: network, one: "is never used", many: "are never used")
    }
  }
}

extension LintContext {
  /// A finding about qubits, at the register that the first one belongs to.
  func finding(
    _ qubits: [Int], of use: LintNetwork.CircuitUse, in network: LintNetwork, one: String, many: String
  ) -> LintRule.Finding? {
    guard let first = qubits.first else { return nil }
    let names = qubits.map { "`\(use.circuit.qubitNames[$0])`" }
    let register = use.circuit.qubitNames[first].prefix { $0 != "[" }
    var place = place(of: use, in: network)
    for statement in declaration(of: use)?.body.statements ?? [] {
      if case .register(let r) = statement.kind, r.name.text == register { place = r.range }
    }
    let shown =
      names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    return .init("\(shown) \(qubits.count == 1 ? one : many)", at: place)
  }
}
