import QganIR

extension Layers {
  static let conv2d = LayerDefinition(
    "conv2d", "A two-dimensional convolution (cross-correlation) of an image.", elsewhere: ["Conv"],
    details: """
      From `[C, H, W]` to `[channels, H', W']` with H' = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) \
      + 1. `kernel`, `stride`, `padding` and `dilation` are one number, or two for height and width. `padding: \
      "same"` gives H' = ceil(H / stride), the odd pixel at the end (bottom, right). Weights: `weight [channels, C / \
      groups, kernel, kernel]` and, with `bias`, `bias [channels]`, both starting uniform within 1 / sqrt(fan_in) \
      where fan_in = C / groups * kernel * kernel, as PyTorch's `Conv2d`.
      """,
    parameters: [
      ParameterSpec("channels", .integer, "Channels of the result."),
      ParameterSpec("kernel", .oneOf([.integer, .integers(count: 2)]), "Size of the kernel."),
      ParameterSpec(
        "stride", .oneOf([.integer, .integers(count: 2)]), default: .integer(1),
        "Pixels from one window to the next."),
      ParameterSpec(
        "padding", .oneOf([.integer, .integers(count: 2), .choice(["same"])]), default: .integer(0),
        "Zeros on each side, or \"same\"."),
      ParameterSpec(
        "dilation", .oneOf([.integer, .integers(count: 2)]), default: .integer(1),
        "Pixels from one kernel element to the next."),
      ParameterSpec(
        "groups", .integer, default: .integer(1),
        "Parts that the channels are split into, each convolved with kernels of its own."),
      ParameterSpec("bias", .boolean, default: .boolean(true), "Whether to add `bias`."),
    ],
    examples: [
      LayerExample(
        "conv2d(4, kernel: 3)", ["channels": .integer(4), "kernel": .integer(3)], inputShapes: [[2, 5, 5]]),
      LayerExample(
        "conv2d(2, kernel: 3, stride: 2, padding: \"same\", bias: false)",
        [
          "channels": .integer(2), "kernel": .integer(3), "stride": .integer(2), "padding": .string("same"),
          "bias": .boolean(false),
        ], inputShapes: [[1, 4, 5]]),
      LayerExample(
        "conv2d(4, kernel: [3, 2], stride: [1, 2], padding: [1, 0], dilation: [2, 1], groups: 2)",
        [
          "channels": .integer(4), "kernel": .array(shape: [2], elements: [3, 2]),
          "stride": .array(shape: [2], elements: [1, 2]), "padding": .array(shape: [2], elements: [1, 0]),
          "dilation": .array(shape: [2], elements: [2, 1]), "groups": .integer(2),
        ], inputShapes: [[2, 5, 4]]),
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
    let window = try Window(arguments, over: [image.height, image.width])
    let shape = [channels, image.channels / groups] + window.kernel
    let start = Starts.uniform(fanIn: shape[1...].reduce(1) { $0 * Double($1) })
    let weight = try builder.weight("weight", shape: shape, initializer: start)
    let bias =
      arguments.boolean("bias") ? try builder.weight("bias", shape: [channels], initializer: start) : nil
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let result = try graph.emitOne("conv2d", [rows, weight.value], window.attributes(groups: groups))
      guard let bias else { return result }
      return try graph.add(result, builder.channelwise(bias.value, over: graph.type(of: result).shape))
    }
  }
}
