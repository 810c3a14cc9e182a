import QganSyntax

extension LintRules {
  static let fullTurn = LintRule(
    "QG326", "full-turn", .gates,
    rationale: """
      A rotation by a multiple of 2 pi (under controls: of 4 pi), a phase of one, or `id`: a global phase at most. A zero angle often \
      comes from an expression that was meant to give another.
      """,
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        rx(2 * pi) q[0];
        cx q[0], q[1];
        return expval(Z) q;
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
    GateCensus(context, pass: "remove-identities").vanished.compactMap { place, entry in
      let fix = context.deletion(of: [place], isConstant: true, "remove the gate")
      return .init(
        "this gate is the identity, up to a global phase", at: place, fixes: fix.map { [$0] } ?? [])
    }
  }
}
