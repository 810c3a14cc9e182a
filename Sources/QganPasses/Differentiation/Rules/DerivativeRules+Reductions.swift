import QganIR

extension DerivativeRules {
  static let reductions: [DerivativeRule] = [
    DerivativeRule("reduce_sum") { p in try p.each { g in try spread(p, g) } },
    DerivativeRule("reduce_max") { p in
      try p.each { g in
        let isMaximum = try p.emit("equal", [p.x, spread(p, p.y)])
        let ties = try p.builder.sum(isMaximum, axes: p.operation.integers("axes") ?? [])
        return try p.builder.multiply(isMaximum, spread(p, p.builder.divide(g, ties)))
      }
    },
  ]

  /// `value`, shaped like the result, repeated along the axes that vanished.
  private static func spread(_ p: Pullback, _ value: ValueID) throws -> ValueID {
    let axes = Set(p.operation.integers("axes") ?? [])
    let shape = p.shape(p.x)
    return try p.builder.broadcast(value, to: shape, axes: shape.indices.filter { !axes.contains($0) })
  }
}
