import QganSyntax

extension LintRules {
  /// Found by the linter itself, which alone knows what was allowed.
  static let unusedAllow = LintRule(
    "QG399", "unused-allow", .hygiene,
    rationale:
      "A comment `// qgan:allow(QG301)` allows findings of its own line and of the next one; this one allows none, or names no rule. Remove it.",
    bad: "// qgan:allow(QG301)\nmodel m(input float[4] x) -> float[2] { return x |> dense(2); }",
    good: "model m(input float[4] x) -> float[2] { return x |> dense(2); }"
  ) { _ in [] }
}
