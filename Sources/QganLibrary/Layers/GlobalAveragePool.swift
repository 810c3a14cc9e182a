import QganIR

extension Layers {
  static let globalAveragePool = LayerDefinition(
    "global_average_pool", "The mean of each channel over all pixels.",
    elsewhere: ["GlobalAveragePooling2D", "GlobalAvgPool2d"],
    details: "From `[C, ...]` to `[C]`.",
    examples: [LayerExample("global_average_pool", inputShapes: [[3, 2, 2]])]
  ) { builder, _, inputs in
    try builder.mean(inputs[0], axes: builder.pixelAxes(of: inputs[0]))
  }
}

extension ModelBuilder {
  /// Every axis of `x` but the channels.
  func pixelAxes(of x: Tensor) throws -> [Int] {
    guard x.shape.count >= 2 else {
      throw IRError(
        "the data must be channels of pixels such as [channels, height, width] but are \(x.shape)",
        culprit: .operand(0))
    }
    return Array(1..<x.shape.count)
  }
}
