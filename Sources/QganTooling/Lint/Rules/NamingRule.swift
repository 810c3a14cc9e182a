import QganSyntax

extension LintRules {
  static let naming = LintRule(
    "QG385", "naming", .hygiene, .note,
    rationale: """
      Names say what a thing is: consts and configs of a file in `UPPER_CASE`, gates, circuits, datasets, train blocks, variants and \
      sweeps in `lower_case`, models in either `lower_case` or `CamelCase`.
      """,
    bad: "const int layers = 2;\nmodel m(input float[4] x) -> float[2] { return x |> dense(layers); }",
    good: "const int LAYERS = 2;\nmodel m(input float[4] x) -> float[2] { return x |> dense(LAYERS); }"
  ) { context in
    context.main.declarations.compactMap { declaration in
      guard let name = declaration.declaredName else { return nil }
      let isLower = !name.text.contains { $0.isUppercase }
      let isUpper = !name.text.contains { $0.isLowercase }
      switch declaration.kind {
      case .constant(let d):
        // A recipe for a layer is called like a layer.
        if d.type.scalar == .layer, isLower { return nil }
        return isUpper ? nil : .init("the constant `\(name.text)` is not in `UPPER_CASE`", at: name.range)
      case .gate, .circuit, .dataset, .train, .variant, .sweep:
        return isLower ? nil : .init("`\(name.text)` is not in `lower_case`", at: name.range)
      case .model:
        let isCamel = name.text.first?.isUppercase == true && !name.text.contains("_")
        return isLower || isCamel
          ? nil : .init("`\(name.text)` is neither `lower_case` nor `CamelCase`", at: name.range)
      case .include: return nil
      }
    }
  }
}
