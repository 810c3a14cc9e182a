import QganIR

extension Layers {
  static let averagePool2d = LayerDefinition(
    "avg_pool2d", "The mean of each window of an image.", elsewhere: ["AveragePooling2D"],
    details: """
      From `[C, H, W]` to `[C, H', W']` with H' = floor((H + 2 padding - kernel) / stride) + 1. Padding counts as \
      zeros unless `count_include_pad: false`. As PyTorch's `AvgPool2d`.
      """,
    parameters: [
      ParameterSpec("kernel", .oneOf([.integer, .integers(count: 2)]), "Size of the window."),
      ParameterSpec(
        "stride", .oneOf([.integer, .integers(count: 2)]), isOptional: true,
        "Pixels from one window to the next; the kernel if left out."),
      ParameterSpec(
        "padding", .oneOf([.integer, .integers(count: 2)]), default: .integer(0),
        "Pixels on each side, at most half the kernel."),
      ParameterSpec(
        "count_include_pad", .boolean, default: .boolean(true), "Whether padding counts in the mean."),
    ],
    examples: [
      LayerExample("avg_pool2d(2)", ["kernel": .integer(2)], inputShapes: [[2, 4, 4]]),
      LayerExample(
        "avg_pool2d(3, stride: 2, padding: 1, count_include_pad: false)",
        [
          "kernel": .integer(3), "stride": .integer(2), "padding": .integer(1),
          "count_include_pad": .boolean(false),
        ], inputShapes: [[1, 4, 5]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let size = [image.height, image.width]
    let window = try Window.pooling(arguments, over: size)
    try LinearMap.check(size)
    let outputs = window.outputSize(over: size)
    let countsPadding = arguments.boolean("count_include_pad")
    return try builder.onRows(x) { rows in
      try (0..<2).reduce(rows) { value, axis in
        let map = LinearMap.average(
          over: size[axis], kernel: window.kernel[axis], stride: window.stride[axis],
          padding: window.padding[axis], outputs: outputs[axis], countsPadding: countsPadding)
        return try builder.graph.apply(map, to: value, axis: axis + 2)
      }
    }
  }
}

extension Window {
  /// The window of a pooling layer, whose padding is at most half the kernel so that each window sees a pixel.
  static func pooling(_ arguments: Arguments, over size: [Int]) throws -> Window {
    let window = try Window(arguments, over: size)
    for axis in 0..<2 where window.padding[axis] > window.kernel[axis] / 2 {
      throw IRError(
        "`padding: \(window.padding[axis])` is more than half the kernel, which is \(window.kernel[axis])",
        culprit: .argument("padding"), suggestion: "use `padding: \(window.kernel[axis] / 2)` or less")
    }
    return window
  }
}
