import QganSyntax

extension LintRules {
  static let adjacentInverses = LintRule(
    "QG324", "gate-undone", .gates,
    rationale:
      "A gate and its inverse meet, with nothing between them that does not commute: together they do nothing.",
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        h q[0];
        h q[0];
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
    let vanished = GateCensus(context, pass: "cancel-inverses").vanished
    // Whole calls that undo one another: pairs in the order of the text with as many gates.
    var findings: [LintRule.Finding] = []
    var rest = vanished[...]
    while let (place, entry) = rest.popFirst() {
      let partner = rest.firstIndex {
        $0.entry.applications.count == entry.applications.count
          && Set($0.entry.applications.flatMap(\.allQubits)) == Set(entry.applications.flatMap(\.allQubits))
      }
      guard let partner else { continue }
      let other = rest.remove(at: partner)
      let fix = context.deletion(
        of: [place, other.place], isConstant: entry.isConstant && other.entry.isConstant, "remove both")
      findings.append(
        .init(
          "this gate is undone by the one that follows", at: place,
          notes: [.init("here", at: other.place)], fixes: fix.map { [$0] } ?? []))
    }
    return findings
  }
}
