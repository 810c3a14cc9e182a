import QganIR

extension Layers {
  static let batchNorm = LayerDefinition(
    "batch_norm", "Normalises each channel over the batch and all other axes.",
    elsewhere: ["BatchNorm2d", "BatchNorm1d", "BatchNormalization"],
    details: """
      y = (x - mean) / sqrt(var + eps) * weight + bias, on `[C]` or `[C, ...]`. While training, mean and (biased) \
      variance are the batch's, and the buffers `running_mean [C]` and `running_var [C]` move towards the batch's \
      mean and unbiased variance by the fraction `momentum`; in evaluation the buffers are used. With `affine`, \
      `weight [C]` starts at 1 and `bias [C]` at 0. As PyTorch's `BatchNorm2d`, without its counter of batches. \
      Ioffe and Szegedy 2015, arXiv:1502.03167.
      """,
    parameters: [
      ParameterSpec("eps", .real, default: .real(1e-5), "Added to the variance."),
      ParameterSpec(
        "momentum", .real, default: .real(0.1), "How far the running statistics move at each step, 0 to 1."),
      ParameterSpec("affine", .boolean, default: .boolean(true), "Whether there are `weight` and `bias`."),
    ],
    examples: [
      LayerExample("batch_norm", inputShapes: [[2, 3, 2]]),
      LayerExample(
        "batch_norm(eps: 1e-3, affine: false)", ["eps": .real(1e-3), "affine": .boolean(false)],
        inputShapes: [[3]]),
    ]
  ) { builder, arguments, inputs in
    let x = try builder.vector(inputs[0])
    let channels = x.shape[0]
    let epsilon = try arguments.positive("eps")
    let momentum = try arguments.real("momentum", in: 0...1)
    let isAffine = arguments.boolean("affine")
    let scale =
      isAffine ? try builder.weight("weight", shape: [channels], initializer: .constant(1)) : nil
    let shift = isAffine ? try builder.weight("bias", shape: [channels], initializer: .constant(0)) : nil
    let runningMean = try builder.buffer("running_mean", shape: [channels], initializer: .constant(0))
    let runningVariance = try builder.buffer("running_var", shape: [channels], initializer: .constant(1))
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let shape = graph.type(of: rows).shape
      var centered: ValueID
      let variance: ValueID
      if builder.mode == .training {
        let axes = shape.indices.filter { $0 != 1 }
        let count = Double(axes.reduce(1) { $0 * shape[$1] })
        guard count > 1 else {
          throw IRError(
            "more than one value a channel is needed to train on, but \(x.shape) in a batch of "
              + "\(builder.rowCount(of: x)) has one", culprit: .operand(0), suggestion: "use a larger `batch`"
          )
        }
        let moments = try graph.moments(rows, axes: axes)
        (centered, variance) = (moments.centered, moments.variance)
        func move(_ buffer: String, _ old: Tensor, towards new: ValueID) throws {
          let kept = try graph.scale(old.value, by: 1 - momentum)
          let value = try graph.add(kept, graph.scale(new, by: momentum))
          try builder.updateBuffer(buffer, to: Tensor(value: value, shape: [channels], isBatched: false))
        }
        try move("running_mean", runningMean, towards: moments.mean)
        try move("running_var", runningVariance, towards: graph.scale(variance, by: count / (count - 1)))
      } else {
        centered = try graph.subtract(rows, builder.channelwise(runningMean.value, over: shape))
        variance = runningVariance.value
      }
      var factor = try graph.power(graph.offset(variance, by: epsilon), -0.5)
      if let scale { factor = try graph.multiply(factor, scale.value) }
      let y = try graph.multiply(centered, builder.channelwise(factor, over: shape))
      guard let shift else { return y }
      return try graph.add(y, builder.channelwise(shift.value, over: shape))
    }
  }
}
