import QganSyntax

extension LintRules {
  static let redundantSwap = LintRule(
    "QG327", "redundant-swap", .gates, .note,
    rationale: "A swap right before the read-outs only renames qubits: read them in the other order.",
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        swap q[0], q[1];
        return probs q[0];
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        return probs q[1];
      }
      """
  ) { context in
    context.contents.flatMap { content -> [LintRule.Finding] in
      guard case .circuit(let circuit) = content.declaration.kind, case .layer = circuit.form else {
        return []
      }
      let gates = circuit.body.statements.compactMap { statement -> GateCall? in
        switch statement.kind {
        case .apply(let call): call
        default: nil
        }
      }
      // Nothing but read-outs may follow.
      guard let last = gates.last, last.name.text == "swap", last.modifiers.isEmpty,
        !circuit.body.statements.contains(where: { statement in
          switch statement.kind {
          case .for, .conditional: statement.range.start > last.range.start
          default: false
          }
        })
      else { return [] }
      return [.init("this swap only renames what is read", at: last.range)]
    }
  }
}
