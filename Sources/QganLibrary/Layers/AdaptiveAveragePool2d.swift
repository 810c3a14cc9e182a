import QganIR

extension Layers {
  static let adaptiveAveragePool2d = LayerDefinition(
    "adaptive_avg_pool2d", "Means of nearly equal parts, as many as asked for.",
    details: """
      From `[C, H, W]` to `[C, size, size]`: row i is the mean of rows floor(i H / size) to ceil((i + 1) H / size) - \
      1, and so for columns. As PyTorch's `AdaptiveAvgPool2d`.
      """,
    parameters: [
      ParameterSpec(
        "size", .oneOf([.integer, .integers(count: 2)]), "Height and width of the result.")
    ],
    examples: [
      LayerExample(
        "adaptive_avg_pool2d([2, 3])", ["size": .array(shape: [2], elements: [2, 3])],
        inputShapes: [[2, 5, 4]])
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let size = try arguments.pair("size", in: 1...largestWindow)
    let from = [image.height, image.width]
    try LinearMap.check(size + from)
    return try builder.onRows(x) { rows in
      try (0..<2).reduce(rows) { value, axis in
        let map = LinearMap.adaptiveAverage(over: from[axis], outputs: size[axis])
        return try builder.graph.apply(map, to: value, axis: axis + 2)
      }
    }
  }
}
