import QganSyntax

extension LintRules {
  static let productState = LintRule(
    "QG306", "product-state", .trainability, .note,
    rationale: """
      A trainable circuit in which no gate joins two qubits computes each of its outputs from one qubit alone, as so many small \
      functions side by side. If that is meant, say so with `// qgan:allow(QG306)`; else entangle the qubits.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        rx(w) q;
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        rx(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.circuitUses.compactMap { network, use in
      let circuit = use.facts.simplified
      let used = Set(circuit.applications.flatMap(\.allQubits))
      guard used.count > 1, circuit.operands.contains(where: { $0.binding == .param }),
        circuit.preparations.allSatisfy({ $0.qubits.count < 2 }),
        circuit.applications.allSatisfy({ $0.allQubits.count < 2 })
      else { return nil }
      return .init(
        "no gate of `\(use.declaredName)` that has an effect joins two qubits: its \(used.count) qubits never become entangled",
        at: context.place(of: use, in: network))
    }
  }
}
