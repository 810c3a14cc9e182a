import QganSyntax

extension LintRules {
  private static let withBias: Set = ["dense", "conv2d", "conv_transpose2d"]

  static let biasBeforeNorm = LintRule(
    "QG344", "bias-before-batch-norm", .models,
    rationale: """
      Batch norm takes the mean away, and with it any bias of the layer before: those weights have gradient zero. Write `bias: false`. \
      The fix changes the names and the number of weights, so that old checkpoints no longer fit.
      """,
    bad: "model m(input float[4] x) -> float[8] { return x |> dense(8) |> batch_norm |> relu; }",
    good: "model m(input float[4] x) -> float[8] { return x |> dense(8, bias: false) |> batch_norm |> relu; }"
  ) { context in
    context.contents.flatMap { content -> [LintRule.Finding] in
      var findings: [LintRule.Finding] = []
      for expression in content.expressions {
        guard case .pipe(let value, let norm) = expression.kind, norm.calledName == "batch_norm",
          let layer = value.pipeline.last, let name = layer.calledName, withBias.contains(name),
          !context.declares(name), layer.argument("bias") == nil,
          case .call(_, let arguments) = layer.kind, let last = arguments.last
        else { continue }
        let place = SourceRange(file: last.range.file, start: last.range.end, end: last.range.end)
        let fix = Diagnostic.Fix(
          "add `bias: false`", edits: [.init(range: place, replacement: ", bias: false")], isSafe: false)
        findings.append(
          .init("the bias of this `\(name)` has no effect before `batch_norm`", at: layer.range, fixes: [fix])
        )
      }
      return findings
    }
  }
}

extension LintContext {
  /// Whether the linted file declares the name itself, or an include without a name does.
  func declares(_ name: String) -> Bool {
    main.declarations.contains { $0.declaredName?.text == name }
      || included.values.contains { $0.contains(name) }
  }
}
