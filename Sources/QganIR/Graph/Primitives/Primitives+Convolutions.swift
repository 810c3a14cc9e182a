import OrderedCollections

/// Two-dimensional convolution (cross-correlation, as in deep learning) and its two gradients.
extension Primitives {
  static let convolutions: [Primitive] = [
    Primitive(
      "conv2d", "x [B, C, H, W] under kernels w [O, C / groups, kh, kw]: [B, O, H', W'].", operands: 2,
      attributes: convolutionWindow
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "kernels")
      return [TensorType(try convolutionShape(rule, image: rule[0].shape, kernels: rule[1].shape))]
    },
    Primitive(
      "conv2d_input_gradient",
      "From dy [B, O, H', W'] and w, the gradient with respect to the image, of `shape`; also the transposed "
        + "convolution.", operands: 2, attributes: shapedConvolutionWindow
    ) { rule in
      try rule.require(0, rank: 4, "a cotangent")
      try rule.require(1, rank: 4, "kernels")
      let shape = try imageShape(rule)
      let expected = try convolutionShape(rule, image: shape, kernels: rule[1].shape)
      try rule.require(0, is: TensorType(expected), "a cotangent")
      return [TensorType(shape)]
    },
    Primitive(
      "conv2d_weight_gradient",
      "From x and dy [B, O, H', W'], the gradient with respect to the kernels, of `shape`.", operands: 2,
      attributes: shapedConvolutionWindow
    ) { rule in
      try rule.require(0, rank: 4, "an image")
      try rule.require(1, rank: 4, "a cotangent")
      let shape = try imageShape(rule)
      let expected = try convolutionShape(rule, image: rule[0].shape, kernels: shape)
      try rule.require(1, is: TensorType(expected), "a cotangent")
      return [TensorType(shape)]
    },
  ]

  static let convolutionWindow: OrderedDictionary<String, Primitive.AttributeKind> = [
    "strides": .integers, "padding": .integers, "dilation": .integers, "groups": .integer,
  ]

  static let shapedConvolutionWindow: OrderedDictionary<String, Primitive.AttributeKind> = [
    "strides": .integers, "padding": .integers, "dilation": .integers, "groups": .integer,
    "shape": .integers,
  ]

  static func imageShape(_ rule: ShapeRule) throws -> [Int] {
    let shape = try rule.shape("shape")
    guard shape.count == 4 else {
      throw rule.error("needs a `shape` of 4 sizes but got \(shape)", culprit: .argument("shape"))
    }
    return shape
  }

  static func convolutionShape(_ rule: ShapeRule, image: [Int], kernels: [Int]) throws -> [Int] {
    let groups = rule.integer("groups")
    guard groups >= 1, image[1] % groups == 0, kernels[0] % groups == 0 else {
      throw rule.error(
        "cannot split \(image[1]) channels into \(kernels[0]) in \(groups) groups",
        culprit: .argument("groups"))
    }
    guard image[1] / groups == kernels[1] else {
      throw rule.error(
        "needs kernels over \(image[1] / groups) channels\(groups == 1 ? "" : " a group") but got \(kernels[1])",
        culprit: .operand(1))
    }
    let window = try rule.window(kernel: Array(kernels[2...]))
    return [image[0], kernels[0]] + (try rule.positions(of: window, over: Array(image[2...])))
  }
}
