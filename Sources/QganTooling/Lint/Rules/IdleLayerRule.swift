import QganSyntax

extension LintRules {
  /// Layers that change nothing behind certain others.
  private static let idle: [String: Set<String>] = [
    "relu": ["relu", "relu6", "sigmoid", "softmax", "softplus", "abs"],
    "abs": ["relu", "relu6", "sigmoid", "softmax", "softplus", "abs"],
    "relu6": ["relu6", "sigmoid", "softmax"],
    "flatten": ["flatten"],
  ]

  static let idleLayer = LintRule(
    "QG345", "layer-without-effect", .models,
    rationale:
      "The layer gives what it gets: a `relu` behind a `relu` or a `sigmoid`, `dropout(0)`, `upsample(1)`. Remove it, or write the one that was meant.",
    bad: "model m(input float[4] x) -> float[8] { return x |> dense(8) |> relu |> relu; }",
    good: "model m(input float[4] x) -> float[8] { return x |> dense(8) |> relu; }"
  ) { context in
    context.contents.flatMap { content -> [LintRule.Finding] in
      content.expressions.compactMap { expression in
        guard case .pipe(let value, let layer) = expression.kind, let name = layer.calledName,
          !context.declares(name)
        else { return nil }
        let before = value.pipeline.last?.calledName
        let isRepeated = before.map { idle[name]?.contains($0) ?? false && !context.declares($0) } ?? false
        guard isRepeated || isNeutral(layer, name) else { return nil }
        let tail = SourceRange(file: layer.range.file, start: value.range.end, end: layer.range.end)
        let fix = Diagnostic.Fix("remove it", edits: [.init(range: tail, replacement: "")])
        return .init(
          isRepeated
            ? "`\(name)` changes nothing behind `\(before ?? "")`" : "this `\(name)` changes nothing",
          at: layer.range, fixes: [fix])
      }
    }
  }

  private static func isNeutral(_ layer: Expression, _ name: String) -> Bool {
    guard case .call(_, let arguments) = layer.kind, arguments.count == 1, arguments[0].label == nil else {
      return false
    }
    switch (name, arguments[0].value.kind) {
    case ("dropout", .integer(0)), ("dropout", .float(0)), ("upsample", .integer(1)),
      ("leaky_relu", .integer(1)),
      ("leaky_relu", .float(1)):
      return true
    default: return false
    }
  }
}
