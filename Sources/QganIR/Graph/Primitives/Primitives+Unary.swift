import OrderedCollections

/// Element-wise functions of one tensor; the result has the operand's shape.
extension Primitives {
  static let unary: [Primitive] = [
    map("neg", "-x"),
    map("exp", "e^x"),
    map("log", "The natural logarithm."),
    map("sqrt", "The square root."),
    map("sin", "The sine of x radians."),
    map("cos", "The cosine of x radians."),
    map("tan", "The tangent of x radians."),
    map("arcsin", "The inverse sine, in radians."),
    map("arccos", "The inverse cosine, in radians."),
    map("arctan", "The inverse tangent, in radians."),
    map("tanh", "The hyperbolic tangent."),
    map("sigmoid", "1 / (1 + e^-x)"),
    map("softplus", "log(1 + e^x)"),
    map("erf", "The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x."),
    map("abs", "|x|; its derivative at 0 is 0."),
    map("sign", "-1, 0 or 1."),
    map("floor", "The largest integer that is not above x."),
    map("ceil", "The smallest integer that is not below x."),
    map("step", "1 where x > 0, else 0."),
    map("scale", "x * factor", ["factor": .float]),
    map("offset", "x + amount", ["amount": .float]),
    map("power", "x ** exponent", ["exponent": .float]),
    map("leaky_relu", "x where x > 0, else slope * x.", ["slope": .float]),
    map("leaky_relu_slope", "1 where x > 0, else slope.", ["slope": .float]),
    Primitive(
      "stop_gradient", "x, through which no derivative passes.", operands: 1
    ) { rule in [rule[0]] },
  ]

  private static func map(
    _ name: String, _ summary: String, _ attributes: OrderedDictionary<String, Primitive.AttributeKind> = [:]
  ) -> Primitive {
    Primitive(name, summary, operands: 1, attributes: attributes, isElementwise: true) { rule in [rule[0]] }
  }
}
