import QganIR

extension DerivativeRules {
  static let unary: [DerivativeRule] = [
    DerivativeRule("neg") { p in try p.each { g in try p.emit("neg", [g]) } },
    DerivativeRule("exp") { p in try p.each { g in try p.builder.multiply(g, p.y) } },
    DerivativeRule("log") { p in try p.each { g in try p.builder.divide(g, p.x) } },
    DerivativeRule("sqrt") { p in
      try p.each { g in try p.builder.scale(p.builder.divide(g, p.y), by: 0.5) }
    },
    DerivativeRule("sin") { p in try p.each { g in try p.builder.multiply(g, p.emit("cos", [p.x])) } },
    DerivativeRule("cos") { p in
      try p.each { g in try p.emit("neg", [p.builder.multiply(g, p.emit("sin", [p.x]))]) }
    },
    DerivativeRule("tan") { p in
      try p.each { g in try p.builder.multiply(g, p.builder.offset(p.square(p.y), by: 1)) }
    },
    DerivativeRule("arcsin") { p in try p.each { g in try p.builder.divide(g, circleHeight(p)) } },
    DerivativeRule("arccos") { p in
      try p.each { g in try p.emit("neg", [p.builder.divide(g, circleHeight(p))]) }
    },
    DerivativeRule("arctan") { p in
      try p.each { g in try p.builder.divide(g, p.builder.offset(p.square(p.x), by: 1)) }
    },
    DerivativeRule("tanh") { p in
      try p.each { g in try p.builder.multiply(g, oneMinus(p, p.square(p.y))) }
    },
    DerivativeRule("sigmoid") { p in
      try p.each { g in try p.builder.multiply(g, p.builder.multiply(p.y, oneMinus(p, p.y))) }
    },
    DerivativeRule("softplus") { p in
      try p.each { g in try p.builder.multiply(g, p.emit("sigmoid", [p.x])) }
    },
    DerivativeRule("erf") { p in
      try p.each { g in
        let bell = try p.emit("exp", [p.emit("neg", [p.square(p.x)])])
        return try p.builder.scale(p.builder.multiply(g, bell), by: 2 / Double.pi.squareRoot())
      }
    },
    DerivativeRule("abs") { p in try p.each { g in try p.builder.multiply(g, p.emit("sign", [p.x])) } },
    DerivativeRule("scale") { p in
      try p.each { g in try p.builder.scale(g, by: p.operation.float("factor") ?? 0) }
    },
    DerivativeRule("offset") { p in try p.each { g in g } },
    DerivativeRule("power") { p in try power(p, exponent: p.operation.float("exponent") ?? 0) },
    DerivativeRule("leaky_relu") { p in
      try p.each { g in
        let slope = p.operation.float("slope") ?? 0
        // The result has the operand's sign unless the slope is negative, and asking it lets the operand's memory go.
        let side = try p.emit("leaky_relu_slope", [slope < 0 ? p.x : p.y], ["slope": .float(slope)])
        return try p.builder.multiply(g, side)
      }
    },
  ]

  /// `1 - value`
  private static func oneMinus(_ p: Pullback, _ value: ValueID) throws -> ValueID {
    try p.builder.offset(p.emit("neg", [value]), by: 1)
  }

  /// `sqrt(1 - x^2)`
  private static func circleHeight(_ p: Pullback) throws -> ValueID {
    try p.emit("sqrt", [oneMinus(p, p.square(p.x))])
  }

  /// Small whole exponents are special, so that no derivative of any order divides by zero at zero.
  private static func power(_ p: Pullback, exponent: Double) throws -> [ValueID?] {
    if exponent == 0 { return [nil] }
    return try p.each { g in
      if exponent == 1 { return g }
      let slope = exponent == 2 ? p.x : try p.builder.power(p.x, exponent - 1)
      return try p.builder.scale(p.builder.multiply(g, slope), by: exponent)
    }
  }
}
