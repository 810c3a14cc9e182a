import QganIR

extension DerivativeRules {
  /// The gradient goes through the transposed matrix.
  static let linearMap = DerivativeRule("linear_map") { p in
    try p.each { g in
      let axis = p.operation.integer("axis") ?? 0
      let rows = p.operation.integer("size") ?? 0
      let offsets = p.operation.integers("offsets") ?? []
      let columns = p.operation.integers("columns") ?? []
      let weights = p.operation.floats("weights") ?? []
      let size = p.shape(p.x)[axis]
      var entries = [[(column: Int, weight: Double)]](repeating: [], count: size)
      for row in 0..<rows {
        for k in offsets[row]..<offsets[row + 1] { entries[columns[k]].append((row, weights[k])) }
      }
      var transposedOffsets = [0]
      for row in entries {
        transposedOffsets.append(transposedOffsets[transposedOffsets.count - 1] + row.count)
      }
      let flat = entries.joined()
      return try p.emit(
        "linear_map", [g],
        [
          "axis": .integer(axis), "size": .integer(size), "offsets": .integers(transposedOffsets),
          "columns": .integers(flat.map(\.column)), "weights": .floats(flat.map(\.weight)),
        ])
    }
  }
}
