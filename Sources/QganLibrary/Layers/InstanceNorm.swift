import QganIR

extension Layers {
  static let instanceNorm = LayerDefinition(
    "instance_norm", "Normalises each channel of each sample over its pixels.", elsewhere: ["InstanceNorm2d"],
    details: """
      y = (x - mean) / sqrt(var + eps), on `[C, ...]`, with mean and (biased) variance over all axes but the first. \
      With `affine`, times `weight [C]` plus `bias [C]`, which start at 1 and 0. As PyTorch's `InstanceNorm2d`, \
      whose `affine` is off too. Ulyanov et al. 2016, arXiv:1607.08022.
      """,
    parameters: [
      ParameterSpec("eps", .real, default: .real(1e-5), "Added to the variance."),
      ParameterSpec("affine", .boolean, default: .boolean(false), "Whether there are `weight` and `bias`."),
    ],
    examples: [
      LayerExample("instance_norm", inputShapes: [[2, 3, 2]]),
      LayerExample("instance_norm(affine: true)", ["affine": .boolean(true)], inputShapes: [[2, 2, 2]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    guard x.shape.count >= 2, x.count / x.shape[0] > 1 else {
      throw IRError(
        "more than one pixel a channel is needed but the data are \(x.shape)", culprit: .operand(0))
    }
    let epsilon = try arguments.positive("eps")
    return try builder.normalizedChannels(x, isAffine: arguments.boolean("affine")) { rows in
      let rank = builder.graph.type(of: rows).rank
      return try builder.graph.standardized(rows, axes: Array(2..<rank), epsilon: epsilon)
    }
  }
}

extension ModelBuilder {
  /// `normalize` of the rows of `x`, times a weight and plus a bias a channel if `isAffine`.
  func normalizedChannels(
    _ x: Tensor, isAffine: Bool, _ normalize: (ValueID) throws -> ValueID
  ) throws -> Tensor {
    let channels = x.shape[0]
    let scale = isAffine ? try weight("weight", shape: [channels], initializer: .constant(1)) : nil
    let shift = isAffine ? try weight("bias", shape: [channels], initializer: .constant(0)) : nil
    return try onRows(x) { rows in
      let shape = graph.type(of: rows).shape
      var y = try normalize(rows)
      if let scale { y = try graph.multiply(y, channelwise(scale.value, over: shape)) }
      if let shift { y = try graph.add(y, channelwise(shift.value, over: shape)) }
      return y
    }
  }
}
