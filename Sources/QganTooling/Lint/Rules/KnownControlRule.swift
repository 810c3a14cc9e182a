import QganSyntax

extension LintRules {
  static let knownControl = LintRule(
    "QG328", "known-control", .gates,
    rationale: """
      A control on a qubit that is still in a basis state: in |0> the gate never acts, in |1> it always does. A layer of entangling \
      gates usually stands behind rotations, not before them.
      """,
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        cx q[0], q[1];
        ry(x) q;
        cz q[0], q[1];
        rx(x) q;
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cz q[0], q[1];
        rx(x) q;
        return expval(Z) q;
      }
      """
  ) { context in
    GateCensus(context, pass: "propagate-basis-states").entries.sorted { $0.key.start < $1.key.start }
      .compactMap { place, entry in
        guard entry.controls > 0, entry.controlsLeft == 0 else { return nil }
        guard entry.applicationsLeft == 0 else {
          return .init(
            "the controls of this gate always hold: they are on qubits in a basis state", at: place)
        }
        let fix = context.deletion(of: [place], isConstant: entry.isConstant, "remove the gate")
        return .init(
          "this gate never acts: a control is on a qubit in a basis state", at: place,
          fixes: fix.map { [$0] } ?? [])
      }
  }
}
