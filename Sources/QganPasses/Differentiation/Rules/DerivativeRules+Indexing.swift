import QganIR

extension DerivativeRules {
  static let indexing: [DerivativeRule] = [
    DerivativeRule("gather", except: [1]) { p in
      guard let g = p.cotangents[0], p.isNeeded[0] else { return [nil, nil] }
      let rows = p.shape(p.x)[0]
      return [try p.emit("scatter_add", [p.operands[1], g], ["rows": .integer(rows)]), nil]
    },
    DerivativeRule("scatter_add", except: [0]) { p in
      guard let g = p.cotangents[0], p.isNeeded[1] else { return [nil, nil] }
      return [nil, try p.emit("gather", [g, p.operands[0]])]
    },
  ]
}
