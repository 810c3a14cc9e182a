import OrderedCollections

/// Convolutions, with strides and dilation 1, of images that were enlarged by repeating pixels; passes write them.
///
/// Repeating commutes with a convolution of one pixel, so the products are taken on the small image, once a kernel
/// element, and then shifted and summed.
extension Primitives {
  static let enlarged: [Primitive] = [
    Primitive(
      "enlarged_conv2d_nhwc",
      "`conv2d_nhwc`, with strides 1, of x [B, H, W, C] whose every pixel is repeated `factor` times down and "
        + "across, under kernels w [O, C, kh, kw]: [B, H', W', O].", operands: 2,
      attributes: ["factor": .integers, "padding": .integers], isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "kernels")
      return [try enlargedShape(rule, image: rule[0].shape, kernels: rule[1].shape)]
    },
    Primitive(
      "enlarged_conv2d_nhwc_input_gradient",
      "From dy [B, H', W', O] and w, the gradient with respect to the small image, of `shape` [B, H, W, C].",
      operands: 2, attributes: shapedEnlargement, isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "a cotangent")
      try rule.require(1, rank: 4, "kernels")
      let shape = try imageShape(rule)
      let expected = try enlargedShape(rule, image: shape, kernels: rule[1].shape)
      try rule.require(0, is: expected, "a cotangent")
      return [TensorType(shape)]
    },
    Primitive(
      "enlarged_conv2d_nhwc_weight_gradient",
      "From the small x [B, H, W, C] and dy [B, H', W', O], the gradient with respect to the kernels, of `shape` "
        + "[O, C, kh, kw].", operands: 2, attributes: shapedEnlargement, isLowered: true
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "a cotangent")
      let shape = try imageShape(rule)
      try rule.require(1, is: enlargedShape(rule, image: rule[0].shape, kernels: shape), "a cotangent")
      return [TensorType(shape)]
    },
  ]

  private static let shapedEnlargement: OrderedDictionary<String, Primitive.AttributeKind> = [
    "factor": .integers, "padding": .integers, "shape": .integers,
  ]

  /// [B, H', W', O] of kernels [O, C, kh, kw] over an image [B, H, W, C].
  private static func enlargedShape(_ rule: ShapeRule, image: [Int], kernels: [Int]) throws -> TensorType {
    let factor = try rule.integers("factor", count: 2, in: 1...ShapeRule.maximumWindow)
    let padding = try rule.integers("padding", count: 4, in: 0...ShapeRule.maximumWindow)
    guard image[3] == kernels[1] else {
      throw rule.error(
        "needs kernels over \(image[3]) channels but got \(kernels[1])", culprit: .operand(1))
    }
    let large = [image[0], image[1] * factor[0], image[2] * factor[1], kernels[0]]
    try rule.requireSizes(large, culprit: .argument("factor"))
    let window = Window(
      kernel: Array(kernels[2...]), strides: [1, 1], padding: padding, dilation: [1, 1])
    let size = try rule.positions(of: window, over: Array(large[1...2]))
    return TensorType([image[0]] + size + [kernels[0]])
  }
}
