/// Primitives that make discrete results; they have no derivative.
extension Primitives {
  static let sampling: [Primitive] = [
    Primitive(
      "sample_outcomes",
      "From probabilities [B, 2^k] and uniform draws [B], measured bits [B, k] as 0 and 1, the first qubit being "
        + "the most significant.", operands: 2
    ) { rule in
      try rule.require(0, rank: 2, "probabilities")
      let (batch, states) = (rule[0].shape[0], rule[0].shape[1])
      guard states >= 2, states.nonzeroBitCount == 1 else {
        throw rule.error("needs probabilities of 2, 4, 8, ... states but got \(states)", culprit: .operand(0))
      }
      try rule.require(1, is: TensorType([batch]), "uniform draws")
      return [TensorType([batch, states.trailingZeroBitCount])]
    },
    Primitive(
      "argmax", "The index of the first maximum along `axis`, which vanishes.", operands: 1,
      attributes: ["axis": .integer]
    ) { rule in
      var shape = rule[0].shape
      shape.remove(at: try rule.axis())
      return [TensorType(shape)]
    },
  ]
}
