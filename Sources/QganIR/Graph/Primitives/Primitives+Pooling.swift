import OrderedCollections

/// Maximum pooling and the two linear maps that its choice of elements defines.
extension Primitives {
  static let pooling: [Primitive] = [
    Primitive(
      "max_pool2d",
      "The maximum of each window of x [B, C, H, W]; the first in row-major order wins, NaN wins over all, "
        + "padding never does.", operands: 1, attributes: poolingWindow
    ) { rule in [try pooled(rule)] },
    Primitive(
      "max_pool2d_scatter",
      "Zeros like x, plus dy, shaped like the pooled x, at the elements that `max_pool2d` chose.",
      operands: 2,
      attributes: poolingWindow
    ) { rule in
      try rule.require(1, is: pooled(rule), "a cotangent")
      return [rule[0]]
    },
    Primitive(
      "max_pool2d_gather", "The elements of v, shaped like x, at the places that `max_pool2d` chose in x.",
      operands: 2, attributes: poolingWindow
    ) { rule in
      try rule.require(1, is: rule[0], "a second operand")
      return [try pooled(rule)]
    },
  ]

  private static let poolingWindow: OrderedDictionary<String, Primitive.AttributeKind> = [
    "kernel": .integers, "strides": .integers, "padding": .integers, "dilation": .integers,
  ]

  private static func pooled(_ rule: ShapeRule) throws -> TensorType {
    try rule.require(0, rank: 4, "an image")
    let (shape, window) = (rule[0].shape, try rule.window())
    let sizes = try rule.positions(of: window, over: Array(shape[2...]))
    for axis in 0..<2 where window.hasEmptyPosition(axis, over: shape[axis + 2]) {
      throw rule.error(
        "has a window \(window.kernel) that sees nothing but padding \(window.padding)",
        culprit: .argument("padding"))
    }
    return TensorType([shape[0], shape[1]] + sizes)
  }
}
