/// Primitives in which axes vanish.
extension Primitives {
  static let reductions: [Primitive] = [
    reduce("reduce_sum", "The sum over `axes`, which vanish."),
    reduce("reduce_max", "The maximum over `axes`, which vanish; ties share its gradient equally."),
  ]

  private static func reduce(_ name: String, _ summary: String) -> Primitive {
    Primitive(name, summary, operands: 1, attributes: ["axes": .integers]) { rule in
      let axes = Set(try rule.ascendingAxes(below: rule[0].rank))
      return [TensorType(rule[0].shape.indices.filter { !axes.contains($0) }.map { rule[0].shape[$0] })]
    }
  }
}
