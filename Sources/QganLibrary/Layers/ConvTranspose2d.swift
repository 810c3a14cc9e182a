import QganIR

extension Layers {
  static let convTranspose2d = LayerDefinition(
    "conv_transpose2d", "A transposed convolution: the gradient of `conv2d` with respect to its image.",
    elsewhere: ["Conv2DTranspose", "Deconv2d"],
    details: """
      From `[C, H, W]` to `[channels, H', W']` with H' = (H - 1) stride - 2 padding + dilation (kernel - 1) + \
      output_padding + 1. `kernel`, `stride`, `padding`, `output_padding` and `dilation` are one number, or two for \
      height and width. Weights: `weight [C, channels / groups, kernel, kernel]` and, with `bias`, `bias \
      [channels]`, both starting uniform within 1 / sqrt(channels / groups * kernel * kernel), as PyTorch's \
      `ConvTranspose2d`.
      """,
    parameters: [
      ParameterSpec("channels", .integer, "Channels of the result."),
      ParameterSpec("kernel", .oneOf([.integer, .integers(count: 2)]), "Size of the kernel."),
      ParameterSpec(
        "stride", .oneOf([.integer, .integers(count: 2)]), default: .integer(1),
        "Pixels of the result from one window to the next."),
      ParameterSpec(
        "padding", .oneOf([.integer, .integers(count: 2)]), default: .integer(0),
        "Pixels that are cut off on each side."),
      ParameterSpec(
        "output_padding", .oneOf([.integer, .integers(count: 2)]), default: .integer(0),
        "Pixels more at the end; less than `stride`."),
      ParameterSpec(
        "groups", .integer, default: .integer(1),
        "Parts that the channels are split into, each with kernels of its own."),
      ParameterSpec(
        "dilation", .oneOf([.integer, .integers(count: 2)]), default: .integer(1),
        "Pixels from one kernel element to the next."),
      ParameterSpec("bias", .boolean, default: .boolean(true), "Whether to add `bias`."),
    ],
    examples: [
      LayerExample(
        "conv_transpose2d(2, kernel: 4, stride: 2, padding: 1)",
        [
          "channels": .integer(2), "kernel": .integer(4), "stride": .integer(2), "padding": .integer(1),
        ], inputShapes: [[3, 3, 3]]),
      LayerExample(
        "conv_transpose2d(4, kernel: 3, stride: 2, output_padding: 1, groups: 2, dilation: 2, bias: false)",
        [
          "channels": .integer(4), "kernel": .integer(3), "stride": .integer(2),
          "output_padding": .integer(1), "groups": .integer(2), "dilation": .integer(2),
          "bias": .boolean(false),
        ], inputShapes: [[2, 2, 3]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let channels = try arguments.integer("channels", in: 1...largestCount)
    let groups = try arguments.integer("groups", in: 1...largestCount)
    guard image.channels % groups == 0, channels % groups == 0 else {
      throw IRError(
        "`groups: \(groups)` must divide the \(image.channels) channels that come in and the \(channels) that go "
          + "out", culprit: .argument("groups"))
    }
    let kernel = try arguments.pair("kernel", in: 1...largestWindow)
    let stride = try arguments.pair("stride", in: 1...largestWindow)
    let padding = try arguments.pair("padding", in: 0...largestWindow)
    let extra = try arguments.pair("output_padding", in: 0...largestWindow)
    let dilation = try arguments.pair("dilation", in: 1...largestWindow)
    let size = [image.height, image.width]
    let result = try (0..<2).map { axis in
      guard extra[axis] < stride[axis] else {
        throw IRError(
          "`output_padding: \(extra[axis])` must be less than the stride, which is \(stride[axis])",
          culprit: .argument("output_padding"))
      }
      guard let span = TensorType.checkedCount([size[axis], stride[axis]]) else {
        throw IRError("an image of \(size) under stride \(stride) is too large", culprit: .argument("stride"))
      }
      let pixels =
        span - stride[axis] - 2 * padding[axis] + dilation[axis] * (kernel[axis] - 1) + extra[axis] + 1
      guard pixels >= 1 else {
        throw IRError(
          "`padding: \(padding[axis])` leaves no pixel of an image \(size)", culprit: .argument("padding"),
          suggestion: "use a smaller padding or a larger kernel")
      }
      return pixels
    }
    let shape = [image.channels, channels / groups] + kernel
    let start = Starts.uniform(fanIn: shape[1...].reduce(1) { $0 * Double($1) })
    let weight = try builder.weight("weight", shape: shape, initializer: start, outputAxis: 1)
    let bias =
      arguments.boolean("bias") ? try builder.weight("bias", shape: [channels], initializer: start) : nil
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let full = [builder.rowCount(of: x), channels] + result
      let y = try graph.emitOne(
        "conv2d_input_gradient", [rows, weight.value],
        [
          "strides": .integers(stride), "padding": .integers(padding + padding),
          "dilation": .integers(dilation), "groups": .integer(groups), "shape": .integers(full),
        ])
      guard let bias else { return y }
      return try graph.add(y, builder.channelwise(bias.value, over: full))
    }
  }
}
