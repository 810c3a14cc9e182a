import QganIR

extension Layers {
  static let layerNorm = LayerDefinition(
    "layer_norm", "Normalises each sample over all of its axes, or over its last ones.",
    elsewhere: ["LayerNormalization"],
    details: """
      y = (x - mean) / sqrt(var + eps) * weight + bias, with mean and (biased) variance over the last `axes` axes of \
      a sample, by default all. With `affine`, `weight` and `bias` have the shape of those axes and start at 1 and \
      0. As PyTorch's `LayerNorm` with that shape. Ba et al. 2016, arXiv:1607.06450.
      """,
    parameters: [
      ParameterSpec(
        "axes", .integer, isOptional: true,
        "How many of the last axes are normalised together; all if left out."),
      ParameterSpec("eps", .real, default: .real(1e-5), "Added to the variance."),
      ParameterSpec("affine", .boolean, default: .boolean(true), "Whether there are `weight` and `bias`."),
    ],
    examples: [
      LayerExample("layer_norm", inputShapes: [[2, 3, 2]]),
      LayerExample("layer_norm(axes: 1)", ["axes": .integer(1)], inputShapes: [[2, 4]]),
      LayerExample("layer_norm(affine: false)", ["affine": .boolean(false)], inputShapes: [[5]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let rank = x.shape.count
    let count = arguments.has("axes") ? arguments.integer("axes") : rank
    guard count >= 1, count <= rank else {
      throw IRError(
        "there are no last \(count) axes of \(x.shape) to normalise",
        culprit: arguments.has("axes") ? .argument("axes") : .operand(0))
    }
    let epsilon = try arguments.positive("eps")
    let normalized = Array(x.shape.suffix(count))
    let isAffine = arguments.boolean("affine")
    let scale = isAffine ? try builder.weight("weight", shape: normalized, initializer: .constant(1)) : nil
    let shift = isAffine ? try builder.weight("bias", shape: normalized, initializer: .constant(0)) : nil
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      var y = try graph.standardized(rows, axes: Array(rank + 1 - count...rank), epsilon: epsilon)
      if let scale { y = try graph.multiply(y, scale.value) }
      if let shift { y = try graph.add(y, shift.value) }
      return y
    }
  }
}
