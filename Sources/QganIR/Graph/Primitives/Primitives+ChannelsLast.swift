/// Convolutions of images whose channels are the last axis, as kernels like them; passes write them.
extension Primitives {
  static let channelsLast: [Primitive] = [
    Primitive(
      "conv2d_nhwc",
      "`conv2d` of x [B, H, W, C] under kernels w [O, C / groups, kh, kw]: [B, H', W', O].", operands: 2,
      attributes: convolutionWindow, isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "kernels")
      let shape = try convolutionShape(
        rule, image: channelsFirst(rule[0].shape), kernels: rule[1].shape)
      return [TensorType(channelsLast(shape))]
    },
    Primitive(
      "conv2d_nhwc_input_gradient",
      "From dy [B, H', W', O] and w, the gradient with respect to the image, of `shape` [B, H, W, C].",
      operands: 2, attributes: shapedConvolutionWindow, isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "a cotangent")
      try rule.require(1, rank: 4, "kernels")
      let shape = try imageShape(rule)
      let expected = try convolutionShape(rule, image: channelsFirst(shape), kernels: rule[1].shape)
      try rule.require(0, is: TensorType(channelsLast(expected)), "a cotangent")
      return [TensorType(shape)]
    },
    Primitive(
      "conv2d_nhwc_weight_gradient",
      "From x [B, H, W, C] and dy [B, H', W', O], the gradient with respect to the kernels, of `shape` "
        + "[O, C / groups, kh, kw].", operands: 2, attributes: shapedConvolutionWindow, isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "a cotangent")
      let shape = try imageShape(rule)
      let expected = try convolutionShape(rule, image: channelsFirst(rule[0].shape), kernels: shape)
      try rule.require(1, is: TensorType(channelsLast(expected)), "a cotangent")
      return [TensorType(shape)]
    },
  ]

  /// [B, H, W, C] as [B, C, H, W].
  static func channelsFirst(_ shape: [Int]) -> [Int] { [shape[0], shape[3], shape[1], shape[2]] }

  /// [B, C, H, W] as [B, H, W, C].
  static func channelsLast(_ shape: [Int]) -> [Int] { [shape[0], shape[2], shape[3], shape[1]] }
}
