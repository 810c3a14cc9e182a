import QganSyntax

extension LintRules {
  static let gateWithoutEffect = LintRule(
    "QG323", "gate-without-effect", .gates,
    rationale: """
      The gate changes no output: no read-out is within its light cone, it commutes with all that is read, or it acts as a phase on \
      a basis state. Remove it, or read what it changes. Gates whose angle is a weight are told by QG301.
      """,
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        s q[0];
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
    var places: [SourceRange: GateCensus.Entry] = [:]
    for (place, entry) in GateCensus(context, pass: "remove-unobserved").vanished { places[place] = entry }
    for (place, entry) in GateCensus(context, pass: "propagate-basis-states").vanished
    where entry.controls == 0 {
      places[place] = entry
    }
    let identities = Set(GateCensus(context, pass: "remove-identities").vanished.map(\.place))
    return places.sorted { $0.key.start < $1.key.start }.compactMap { place, entry in
      guard entry.isConstant, !identities.contains(place) else { return nil }
      // Those are told by the qubit.
      let unread = Set(entry.use.circuit.unreadQubits)
      guard !entry.applications.allSatisfy({ unread.isSuperset(of: $0.allQubits) }) else { return nil }
      let fix = context.deletion(of: [place], isConstant: true, "remove the gate")
      return .init("this gate changes nothing that is read", at: place, fixes: fix.map { [$0] } ?? [])
    }
  }
}
