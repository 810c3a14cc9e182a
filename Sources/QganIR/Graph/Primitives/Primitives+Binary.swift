/// Element-wise functions of tensors of equal shapes.
extension Primitives {
  static let binary: [Primitive] = [
    combine("add", "a + b"),
    combine("sub", "a - b"),
    combine("mul", "a * b"),
    combine("div", "a / b"),
    combine("pow", "a ** b"),
    combine("maximum", "The larger of a and b; at a tie each gets half the gradient."),
    combine("minimum", "The smaller of a and b; at a tie each gets half the gradient."),
    combine("greater", "1 where a > b, else 0."),
    combine("greater_equal", "1 where a >= b, else 0."),
    combine("equal", "1 where a = b, else 0."),
    Primitive("select", "a where mask is not 0, else b.", operands: 3, isElementwise: true) { rule in
      try rule.require(1, is: rule[0], "a second operand")
      try rule.require(2, is: rule[0], "a third operand")
      return [rule[0]]
    },
  ]

  private static func combine(_ name: String, _ summary: String) -> Primitive {
    Primitive(name, summary, operands: 2, isElementwise: true) { rule in
      try rule.require(1, is: rule[0], "a second operand")
      return [rule[0]]
    }
  }
}
