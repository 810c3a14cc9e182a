import QganIR

extension Layers {
  static let groupNorm = LayerDefinition(
    "group_norm", "Normalises groups of channels of each sample.", elsewhere: ["GroupNormalization"],
    details: """
      y = (x - mean) / sqrt(var + eps) * weight + bias, on `[C]` or `[C, ...]`, with mean and (biased) variance over \
      each of `groups` equal runs of channels and all pixels. With `affine`, `weight [C]` and `bias [C]` start at 1 \
      and 0. As PyTorch's `GroupNorm`. Wu and He 2018, arXiv:1803.08494.
      """,
    parameters: [
      ParameterSpec("groups", .integer, "Number of groups; divides the channels."),
      ParameterSpec("eps", .real, default: .real(1e-5), "Added to the variance."),
      ParameterSpec("affine", .boolean, default: .boolean(true), "Whether there are `weight` and `bias`."),
    ],
    examples: [LayerExample("group_norm(2)", ["groups": .integer(2)], inputShapes: [[4, 2, 2]])]
  ) { builder, arguments, inputs in
    let x = try builder.vector(inputs[0])
    let groups = try arguments.integer("groups", in: 1...largestCount)
    guard x.shape[0] % groups == 0 else {
      throw IRError(
        "`groups: \(groups)` must divide the \(x.shape[0]) channels of \(x.shape)",
        culprit: .argument("groups"))
    }
    let epsilon = try arguments.positive("eps")
    let graph = builder.graph
    return try builder.normalizedChannels(x, isAffine: arguments.boolean("affine")) { rows in
      let shape = graph.type(of: rows).shape
      let grouped = try graph.reshape(rows, to: [shape[0], groups, x.count / groups])
      return try graph.reshape(graph.standardized(grouped, axes: [2], epsilon: epsilon), to: shape)
    }
  }
}
