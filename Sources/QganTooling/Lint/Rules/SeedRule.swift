import QganSyntax

extension LintRules {
  static let seed = LintRule(
    "QG361", "no-seed", .training, .note,
    rationale: """
      Without `seed` a run uses seed 0: it is repeatable, and so are all others, so that a comparison of two runs may be one of two \
      equal draws. Write the seed, or sweep over it (`seed in [1:5]`), so that a reader sees that it was chosen.
      """,
    bad: LintExamples.adversarial(rest: ""), good: LintExamples.adversarial(rest: "seed: 0;")
  ) { context in
    context.main.declarations.compactMap { declaration in
      guard case .train(let train) = declaration.kind,
        !train.properties.contains(where: { $0.key.text == "seed" })
      else { return nil }
      var fixes: [Diagnostic.Fix] = []
      if let last = train.properties.last {
        let end = context.wholeLine(last.range).end
        let place = SourceRange(file: last.range.file, start: last.range.end, end: last.range.end)
        let hasSemicolon = context.text(last.range).hasSuffix(";")
        _ = end
        fixes = [
          .init(
            "write the seed that it has",
            edits: [.init(range: place, replacement: hasSemicolon ? "\n  seed: 0;" : ";\n  seed: 0")])
        ]
      }
      return .init("`\(train.name.text)` does not say its seed", at: train.name.range, fixes: fixes)
    }
  }
}
