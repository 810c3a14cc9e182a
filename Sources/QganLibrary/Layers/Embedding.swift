import QganIR

extension Layers {
  static let embedding = LayerDefinition(
    "embedding", "A row of a trainable table for each label.",
    details: """
      From `[...]`, whose elements are labels 0 to count - 1, to `[..., size]`. Weight: `weight [count, size]`, \
      starting normal(0, 1), as PyTorch's `Embedding`. There is no gradient with respect to labels.
      """,
    parameters: [
      ParameterSpec("count", .integer, "Number of labels."),
      ParameterSpec("size", .integer, "Elements of a row."),
    ],
    inputs: ["labels"],
    examples: [
      LayerExample(
        "embedding(1, 3)", ["count": .integer(1), "size": .integer(3)], inputShapes: [[2]],
        range: 0...0, isDifferentiable: false)
    ]
  ) { builder, arguments, inputs in
    let count = try arguments.integer("count", in: 1...largestCount)
    let size = try arguments.integer("size", in: 1...largestCount)
    let table = try builder.weight(
      "weight", shape: [count, size], initializer: .normal(mean: 0, deviation: 1))
    let rows = try builder.graph.emitOne("gather", [table.value, inputs[0].value])
    return builder.tensor(rows, isBatched: inputs[0].isBatched)
  }
}
