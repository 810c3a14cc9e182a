import QganSyntax

extension LintRules {
  static let documentation = LintRule(
    "QG386", "missing-documentation", .hygiene, .note,
    rationale: """
      In a file that others include (several declarations, some documented, no train block) every circuit, subroutine, gate and model \
      says in a `///` line what it is.
      """,
    bad: """
      /// RY(x) on every qubit.
      circuit encode(angle[const n] x) qubit[n] q { ry(x) q; }
      circuit join() qubit[const n] q { for int i in [0:n - 2] { cx q[i], q[i + 1]; } }
      """,
    good: """
      /// RY(x) on every qubit.
      circuit encode(angle[const n] x) qubit[n] q { ry(x) q; }
      /// CX between neighbours.
      circuit join() qubit[const n] q { for int i in [0:n - 2] { cx q[i], q[i + 1]; } }
      """
  ) { context in
    guard !context.isProgram, context.main.declarations.contains(where: { $0.documentation != nil }) else {
      return []
    }
    return context.main.declarations.compactMap { declaration in
      guard declaration.documentation == nil else { return nil }
      switch declaration.kind {
      case .gate(let d): return .init("`\(d.name.text)` has no documentation", at: d.name.range)
      case .circuit(let d): return .init("`\(d.name.text)` has no documentation", at: d.name.range)
      case .model(let d): return .init("`\(d.name.text)` has no documentation", at: d.name.range)
      default: return nil
      }
    }
  }
}
