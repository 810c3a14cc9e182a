/// Primitives that repeat or rearrange elements.
extension Primitives {
  static let shapes: [Primitive] = [
    Primitive(
      "broadcast", "Operand axis i becomes result axis axes[i]; along the others the operand repeats.",
      operands: 1, attributes: ["shape": .integers, "axes": .integers]
    ) { rule in
      let shape = try rule.shape("shape")
      let axes = try rule.ascendingAxes(below: shape.count)
      guard axes.count == rule[0].rank else {
        throw rule.error(
          "needs one of `axes` for each axis of \(rule[0].shape) but got \(axes)", culprit: .argument("axes"))
      }
      for (size, axis) in zip(rule[0].shape, axes) where shape[axis] != size {
        throw rule.error(
          "needs size \(shape[axis]) for axis \(axis) of \(shape) but got \(size)", culprit: .operand(0))
      }
      return [TensorType(shape)]
    },
    Primitive(
      "reshape", "The same elements in row-major order in another shape.", operands: 1,
      attributes: ["shape": .integers]
    ) { rule in
      let result = TensorType(try rule.shape("shape"))
      guard result.count == rule[0].count else {
        throw rule.error(
          "cannot give \(rule[0].count) elements of \(rule[0].shape) the shape \(result.shape), which has "
            + "\(result.count)", culprit: .argument("shape"))
      }
      return [result]
    },
    Primitive(
      "transpose", "Axis i of the result is axis permutation[i] of x.", operands: 1,
      attributes: ["permutation": .integers]
    ) { rule in
      let permutation = rule.integers("permutation")
      guard permutation.sorted() == Array(0..<rule[0].rank) else {
        throw rule.error(
          "needs a permutation of the axes of \(rule[0].shape) but got \(permutation)",
          culprit: .argument("permutation"))
      }
      return [TensorType(permutation.map { rule[0].shape[$0] })]
    },
  ]
}
