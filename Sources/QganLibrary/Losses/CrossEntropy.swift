import QganIR

extension Losses {
  static let crossEntropy = LossDefinition(
    "cross_entropy", "Minus the log-probability of the right class, from logits.",
    elsewhere: ["CrossEntropyLoss", "categorical_crossentropy"],
    details: """
      -log softmax(output)[label] for each sample, the output being `[classes]`; where the target has the output's \
      shape, -sum(target * log softmax(output)). As PyTorch's `CrossEntropyLoss`.
      """,
    kind: .supervised { builder, output, target, _ in
      guard output.shape.count == 1 else {
        throw IRError(
          "the output must be logits [classes] but is \(output.shape)", culprit: .operand(0),
          suggestion: "put `flatten` or `dense(classes)` at the end of the model")
      }
      var weights = target
      if target.shape != output.shape {
        guard target.shape.isEmpty else {
          throw IRError(
            "the target must be a label or have the shape \(output.shape) but is \(target.shape)",
            culprit: .operand(1))
        }
        let value = try builder.graph.emitOne(
          "one_hot", [target.value], ["classes": .integer(output.shape[0])])
        weights = builder.tensor(value, isBatched: target.isBatched)
      }
      let logarithms = try builder.onRows(output) { try builder.graph.logSoftmax($0, axes: [1]) }
      return try builder.map(
        "neg", builder.sum(builder.combine("mul", weights, logarithms), axes: [0]))
    })
}
