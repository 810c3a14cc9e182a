import QganIR

extension Layers {
  static let pixelShuffle = LayerDefinition(
    "pixel_shuffle", "Channels rearranged into a larger image.", elsewhere: ["depth_to_space"],
    details: """
      From `[C factor^2, H, W]` to `[C, factor H, factor W]`: channel (c factor + i) factor + j becomes the pixels at \
      row i and column j of each square. As PyTorch's `PixelShuffle`. Shi et al. 2016, arXiv:1609.05158.
      """,
    parameters: [ParameterSpec("factor", .integer, "How many times as high and wide.")],
    examples: [LayerExample("pixel_shuffle(2)", ["factor": .integer(2)], inputShapes: [[4, 2, 3]])]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let factor = try arguments.integer("factor", in: 1...largestWindow)
    guard image.channels % (factor * factor) == 0 else {
      throw IRError(
        "`factor: \(factor)` needs a multiple of \(factor * factor) channels but the data are \(x.shape)",
        culprit: .operand(0))
    }
    let channels = image.channels / (factor * factor)
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let count = builder.rowCount(of: x)
      let split = try graph.reshape(
        rows, to: [count, channels, factor, factor, image.height, image.width])
      let mixed = try graph.transpose(split, [0, 1, 4, 2, 5, 3])
      return try graph.reshape(mixed, to: [count, channels, image.height * factor, image.width * factor])
    }
  }
}
