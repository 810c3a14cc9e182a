import QganIR

extension DerivativeRules {
  static let shapes: [DerivativeRule] = [
    DerivativeRule("broadcast") { p in
      let kept = Set(p.operation.integers("axes") ?? [])
      return try p.each { g in
        try p.builder.sum(g, axes: p.shape(p.y).indices.filter { !kept.contains($0) })
      }
    },
    DerivativeRule("reshape") { p in try p.each { g in try p.builder.reshape(g, to: p.shape(p.x)) } },
    DerivativeRule("transpose") { p in
      let permutation = p.operation.integers("permutation") ?? []
      let inverse = permutation.indices.sorted { permutation[$0] < permutation[$1] }
      return try p.each { g in try p.builder.transpose(g, inverse) }
    },
    DerivativeRule("slice") { p in try p.each { g in try p.emit("pad", [g], window(p)) } },
    DerivativeRule("pad") { p in try p.each { g in try p.emit("slice", [g], window(p)) } },
    DerivativeRule("concat") { p in
      guard let g = p.cotangents[0] else { return p.operands.map { _ in nil } }
      let axis = p.operation.integer("axis") ?? 0
      var starts = p.shape(p.y).map { _ in 0 }
      let steps = starts.map { _ in 1 }
      return try p.operands.enumerated().map { position, operand in
        let shape = p.shape(operand)
        defer { starts[axis] += shape[axis] }
        return p.isNeeded[position]
          ? try p.builder.slice(g, starts: starts, steps: steps, shape: shape) : nil
      }
    },
  ]

  /// The attributes of the adjoint of `slice` or `pad`, which gives back the operand's shape.
  private static func window(_ p: Pullback) -> [String: Attribute] {
    p.operation.attributes.merging(["shape": .integers(p.shape(p.x))]) { $1 }
  }
}
