import QganIR

extension Layers {
  static let maxPool2d = LayerDefinition(
    "max_pool2d", "The maximum of each window of an image.", elsewhere: ["MaxPooling2D"],
    details: """
      From `[C, H, W]` to `[C, H', W']` with H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. \
      Padding never wins; of equal pixels the first one gets the gradient. As PyTorch's `MaxPool2d`.
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
        "dilation", .oneOf([.integer, .integers(count: 2)]), default: .integer(1),
        "Pixels from one element of the window to the next."),
    ],
    examples: [
      LayerExample("max_pool2d(2)", ["kernel": .integer(2)], inputShapes: [[2, 4, 4]]),
      LayerExample(
        "max_pool2d(3, stride: 2, padding: 1)",
        ["kernel": .integer(3), "stride": .integer(2), "padding": .integer(1)], inputShapes: [[1, 4, 5]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let window = try Window.pooling(arguments, over: [image.height, image.width])
    return try builder.onRows(x) { rows in
      try builder.graph.emitOne(
        "max_pool2d", [rows],
        [
          "kernel": .integers(window.kernel), "strides": .integers(window.stride),
          "padding": .integers(window.padding), "dilation": .integers(window.dilation),
        ])
    }
  }
}
