import QganIR

extension Functions {
  static let matmul = LayerDefinition(
    "matmul", "The matrix product.", elsewhere: ["mm", "bmm"],
    details: """
      `[..., n, k]` times `[..., k, m]` is `[..., n, m]`; leading axes broadcast. A vector `[k]` on the left is a row, \
      on the right a column, and its axis vanishes from the result, as in PyTorch.
      """,
    inputs: ["a", "b"],
    examples: [
      LayerExample("matmul(a, b)", inputShapes: [[2, 3], [3, 2]]),
      LayerExample("matmul(a, b)", inputShapes: [[2, 3], [3]]),
      LayerExample("matmul(a, b)", inputShapes: [[3], [2, 3, 2]]),
    ]
  ) { builder, _, inputs in
    for (position, input) in inputs.enumerated() where input.shape.isEmpty {
      throw IRError("an array is needed but this is a scalar", culprit: .operand(position))
    }
    let (isRow, isColumn) = (inputs[0].shape.count == 1, inputs[1].shape.count == 1)
    let a = isRow ? try builder.reshape(inputs[0], to: [1] + inputs[0].shape) : inputs[0]
    let b = isColumn ? try builder.reshape(inputs[1], to: inputs[1].shape + [1]) : inputs[1]
    let (rows, inner) = (a.shape[a.shape.count - 2], a.shape[a.shape.count - 1])
    let columns = b.shape[b.shape.count - 1]
    guard b.shape[b.shape.count - 2] == inner else {
      throw IRError(
        "\(inputs[0].shape) times \(inputs[1].shape) has no value: \(inner) and \(b.shape[b.shape.count - 2]) must agree",
        culprit: .operand(1))
    }
    let leads = (Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
    guard let lead = GraphBuilder.broadcastShape(leads.0, leads.1) else {
      throw IRError(
        "\(inputs[0].shape) times \(inputs[1].shape) has no value: the leading axes do not broadcast",
        culprit: .operand(1))
    }
    let graph = builder.graph
    let isBatched = a.isBatched || b.isBatched
    let value: ValueID
    if b.shape.count == 2, !b.isBatched {
      // One matrix serves all rows of all samples: a single product.
      let full = graph.type(of: a.value).shape
      let flat = try graph.reshape(a.value, to: [full.dropLast().reduce(1, *), inner])
      value = try graph.reshape(graph.matmul(flat, b.value), to: full.dropLast() + [columns])
    } else {
      let left = try builder.repeated(a, to: lead + [rows, inner], isBatched: isBatched)
      let right = try builder.repeated(b, to: lead + [inner, columns], isBatched: isBatched)
      value = try graph.matmul(left.value, right.value)
    }
    let product = builder.tensor(value, isBatched: isBatched)
    return try builder.reshape(
      product, to: lead + (isRow ? [] : [rows]) + (isColumn ? [] : [columns]))
  }
}
