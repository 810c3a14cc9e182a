import QganIR

extension Layers {
  static let dense = LayerDefinition(
    "dense", "A linear map of the last axis, `x W^T + b`.", elsewhere: ["Linear", "FullyConnected", "fc"],
    details: """
      From `[..., in]` to `[..., units]`; a scalar counts as one element. Weights: `weight [units, in]` and, with \
      `bias`, `bias [units]`, both starting uniform within 1 / sqrt(in), as PyTorch's `Linear`.
      """,
    parameters: [
      ParameterSpec("units", .integer, "Size of the last axis of the result."),
      ParameterSpec("bias", .boolean, default: .boolean(true), "Whether to add `bias`."),
    ],
    examples: [
      LayerExample("dense(3)", ["units": .integer(3)], inputShapes: [[4]]),
      LayerExample(
        "dense(2, bias: false)", ["units": .integer(2), "bias": .boolean(false)], inputShapes: [[2, 3]]),
    ]
  ) { builder, arguments, inputs in
    let units = try arguments.integer("units", in: 1...largestCount)
    let x = try builder.vector(inputs[0])
    let features = x.shape[x.shape.count - 1]
    let start = Starts.uniform(fanIn: Double(features))
    let weight = try builder.weight("weight", shape: [units, features], initializer: start)
    let bias =
      arguments.boolean("bias") ? try builder.weight("bias", shape: [units], initializer: start) : nil
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let lead = Array(graph.type(of: rows).shape.dropLast())
      let flat = try graph.reshape(rows, to: [lead.reduce(1, *), features])
      var result = try graph.matmul(flat, weight.value, transposeB: true)
      if let bias { result = try graph.add(result, bias.value) }
      return try graph.reshape(result, to: lead + [units])
    }
  }
}
