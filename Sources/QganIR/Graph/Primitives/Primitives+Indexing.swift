/// Primitives that read and write rows by number; a number that is no row is an error when it runs.
extension Primitives {
  static let indexing: [Primitive] = [
    Primitive(
      "gather", "Rows of a table [n, d...] at indices [k...]: [k..., d...].", operands: 2
    ) { rule in
      guard rule[0].rank >= 1 else {
        throw rule.error("needs a table with at least 1 axis", culprit: .operand(0))
      }
      return [TensorType(rule[1].shape + rule[0].shape.dropFirst())]
    },
    Primitive(
      "scatter_add", "Zeros [rows, d...] to whose rows at indices [k...] values [k..., d...] are added.",
      operands: 2, attributes: ["rows": .integer]
    ) { rule in
      let (indices, values) = (rule[0].shape, rule[1].shape)
      guard values.starts(with: indices) else {
        throw rule.error(
          "needs values whose shape starts with \(indices) but got \(values)", culprit: .operand(1))
      }
      try rule.requireSizes([rule.integer("rows")], culprit: .argument("rows"))
      return [TensorType([rule.integer("rows")] + values.dropFirst(indices.count))]
    },
    Primitive(
      "one_hot", "For labels [k...], 1 at the label and 0 elsewhere: [k..., classes].", operands: 1,
      attributes: ["classes": .integer]
    ) { rule in
      try rule.requireSizes([rule.integer("classes")], culprit: .argument("classes"))
      return [TensorType(rule[0].shape + [rule.integer("classes")])]
    },
  ]
}
