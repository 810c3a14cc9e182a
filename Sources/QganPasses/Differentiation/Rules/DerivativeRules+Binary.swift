import QganIR

extension DerivativeRules {
  static let binary: [DerivativeRule] = [
    DerivativeRule("add") { p in try p.each({ g in g }, { g in g }) },
    DerivativeRule("sub") { p in try p.each({ g in g }, { g in try p.emit("neg", [g]) }) },
    DerivativeRule("mul") { p in
      if p.operands[0] == p.operands[1], let g = p.cotangents[0] {
        // A square: one product in place of two equal ones that would be added.
        return [try p.builder.multiply(p.builder.scale(g, by: 2), p.x), nil]
      }
      return try p.each(
        { g in try p.builder.multiply(g, p.operands[1]) }, { g in try p.builder.multiply(g, p.x) })
    },
    DerivativeRule("div") { p in
      try p.each(
        { g in try p.builder.divide(g, p.operands[1]) },
        { g in try p.emit("neg", [p.builder.divide(p.builder.multiply(g, p.y), p.operands[1])]) })
    },
    DerivativeRule("pow") { p in
      try p.each(
        { g in
          let lower = try p.emit("pow", [p.x, p.builder.offset(p.operands[1], by: -1)])
          return try p.builder.multiply(g, p.builder.multiply(p.operands[1], lower))
        },
        { g in
          // 0 ** b does not change with b > 0, but its logarithm is infinite.
          let isZero = try p.emit("equal", [p.x, p.zeros(like: p.x)])
          let base = try p.builder.select(isZero, p.builder.constant(1, shape: p.shape(p.x)), p.x)
          return try p.builder.multiply(g, p.builder.multiply(p.y, p.emit("log", [base])))
        })
    },
    DerivativeRule("maximum") { p in try choose(p, larger: p.operands[0], smaller: p.operands[1]) },
    DerivativeRule("minimum") { p in try choose(p, larger: p.operands[1], smaller: p.operands[0]) },
    DerivativeRule("select", except: [0]) { p in
      guard let g = p.cotangents[0] else { return [nil, nil, nil] }
      let zeros = try p.zeros(like: g)
      return [
        nil, p.isNeeded[1] ? try p.builder.select(p.x, g, zeros) : nil,
        p.isNeeded[2] ? try p.builder.select(p.x, zeros, g) : nil,
      ]
    },
  ]

  /// The first operand has the gradient where `larger` is above `smaller`, the second elsewhere; ties halve it.
  private static func choose(_ p: Pullback, larger: ValueID, smaller: ValueID) throws -> [ValueID?] {
    let above = try p.emit("greater", [larger, smaller])
    let tie = try p.builder.scale(p.emit("equal", [larger, smaller]), by: 0.5)
    let share = try p.builder.add(above, tie)
    return try p.each(
      { g in try p.builder.multiply(g, share) },
      { g in try p.builder.multiply(g, p.builder.offset(p.emit("neg", [share]), by: 1)) })
  }
}
