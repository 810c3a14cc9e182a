import QganSyntax

extension LintRules {
  static let naming = LintRule(
    "QG385", "naming", .hygiene, .note,
    rationale: """
      Names say what a thing is: consts and configs of a file in `UPPER_CASE`, gates, circuits, datasets, train blocks, variants and \
      sweeps in `snake_case`, models in either `snake_case` or `CamelCase`. A qgan.toml may choose others, in `[style]`.
      """,
    bad: "const int layers = 2;\nmodel m(input float[4] x) -> float[2] { return x |> dense(layers); }",
    good: "const int LAYERS = 2;\nmodel m(input float[4] x) -> float[2] { return x |> dense(LAYERS); }"
  ) { context in
    context.main.declarations.compactMap { declaration in
      guard let name = declaration.declaredName, let kind = declaration.namingKind else { return nil }
      let conventions = context.naming[kind]
      guard !conventions.contains(where: { $0.allows(name.text) }) else { return nil }
      let wanted = conventions.map { "`\($0.rawValue)`" }
      return .init(
        "`\(name.text)` is \(wanted.count == 1 ? "not in \(wanted[0])" : "in neither " + wanted.joined(separator: " nor "))",
        at: name.range)
    }
  }
}

extension Declaration {
  fileprivate var namingKind: NamingStyle.Kind? {
    switch kind {
    // A recipe for a layer may be called like a layer.
    case .constant(let d):
      d.type.scalar == .layer && NamingStyle.Convention.snake.allows(d.name.text) ? nil : .constants
    case .gate: .gates
    case .circuit: .circuits
    case .model: .models
    case .dataset: .datasets
    case .train, .variant, .sweep: .runs
    case .include: nil
    }
  }
}
