/// Primitives that cut tensors and join them.
extension Primitives {
  static let slices: [Primitive] = [
    Primitive(
      "slice", "Elements starts[a] + k * steps[a], for k below shape[a], along every axis a.", operands: 1,
      attributes: ["starts": .integers, "steps": .integers, "shape": .integers]
    ) { rule in
      let shape = try rule.shape("shape")
      try requireWindow(rule, of: shape, within: rule[0].shape)
      return [TensorType(shape)]
    },
    Primitive(
      "pad", "Zeros of `shape` with x where `slice` would read it: the adjoint of `slice`.", operands: 1,
      attributes: ["starts": .integers, "steps": .integers, "shape": .integers]
    ) { rule in
      let shape = try rule.shape("shape")
      try requireWindow(rule, of: rule[0].shape, within: shape)
      return [TensorType(shape)]
    },
    Primitive(
      "concat", "Joins tensors along an axis; the other sizes agree.", operands: nil,
      attributes: ["axis": .integer]
    ) { rule in
      guard !rule.operands.isEmpty else { throw rule.error("needs at least one operand") }
      let axis = try rule.axis()
      var shape = rule[0].shape
      for (position, type) in rule.operands.enumerated().dropFirst() {
        guard type.rank == shape.count else {
          throw rule.error(
            "cannot join shapes \(rule[0].shape) and \(type.shape)", culprit: .operand(position))
        }
        for other in shape.indices where other != axis && type.shape[other] != shape[other] {
          throw rule.error(
            "needs size \(shape[other]) in axis \(other) but got \(type.shape[other]) in \(type.shape)",
            culprit: .operand(position))
        }
        // Sizes are at most 2^40 each, so only millions of operands could overflow; be safe all the same.
        let (sum, overflows) = shape[axis].addingReportingOverflow(type.shape[axis])
        guard !overflows else { throw rule.error("joins too much", culprit: .operand(position)) }
        shape[axis] = sum
      }
      return [TensorType(shape)]
    },
  ]

  /// `starts` and `steps` place `inner` inside `outer`.
  private static func requireWindow(_ rule: ShapeRule, of inner: [Int], within outer: [Int]) throws {
    guard inner.count == outer.count else {
      throw rule.error("cannot place shape \(inner) within \(outer)", culprit: .argument("shape"))
    }
    let limit = 0...ShapeRule.maximumCount
    let starts = try rule.integers("starts", count: outer.count, in: limit)
    let steps = try rule.integers("steps", count: outer.count, in: 1...ShapeRule.maximumCount)
    for axis in outer.indices {
      // The last element's position, computed by division so that it cannot overflow.
      let room = outer[axis] - 1 - starts[axis]
      guard room >= 0, inner[axis] - 1 <= room / steps[axis] else {
        throw rule.error(
          "leaves axis \(axis) of size \(outer[axis]): \(inner[axis]) elements from \(starts[axis]) in steps of "
            + "\(steps[axis])", culprit: .argument("starts"))
      }
    }
  }
}
