import QganIR

/// A constant sparse matrix along one axis, row by row: what resizing and average pooling are made of.
struct LinearMap {
  private(set) var offsets = [0]
  private(set) var columns: [Int] = []
  private(set) var weights: [Double] = []

  /// Number of results.
  var size: Int { offsets.count - 1 }

  /// Adds a result that is the sum of `entries`.
  mutating func append(_ entries: [(column: Int, weight: Double)]) {
    for entry in entries {
      columns.append(entry.column)
      weights.append(entry.weight)
    }
    offsets.append(columns.count)
  }

  /// The largest axis that a map is made for.
  static let largestSize = 1 << 16

  /// Refuses axes so long that the map itself would fill the memory.
  static func check(_ sizes: [Int]) throws {
    guard let bad = sizes.first(where: { $0 > largestSize }) else { return }
    throw IRError(
      "this would make an image of \(bad) pixels along one side; \(largestSize) is the most")
  }

  /// Linear interpolation from `input` to `output` points, at PyTorch's positions.
  static func linear(from input: Int, to output: Int, alignsCorners: Bool) -> LinearMap {
    var map = LinearMap()
    for i in 0..<output {
      let position =
        alignsCorners
        ? (output > 1 ? Double(i) * Double(input - 1) / Double(output - 1) : 0)
        : max(0, (Double(i) + 0.5) * Double(input) / Double(output) - 0.5)
      let low = min(input - 1, Int(position))
      let part = position - Double(low)
      map.append(
        low + 1 < input && part > 0 ? [(low, 1 - part), (low + 1, part)] : [(low, 1)])
    }
    return map
  }

  /// Means of windows; `countsPadding` says whether padding counts as elements of value 0.
  static func average(
    over input: Int, kernel: Int, stride: Int, padding: Int, outputs: Int, countsPadding: Bool
  ) -> LinearMap {
    var map = LinearMap()
    for i in 0..<outputs {
      let start = i * stride - padding
      let seen = max(0, start)..<min(input, start + kernel)
      let weight = 1 / Double(countsPadding ? kernel : seen.count)
      map.append(seen.map { ($0, weight) })
    }
    return map
  }

  /// Means over `outputs` nearly equal parts, as PyTorch's adaptive pooling cuts them.
  static func adaptiveAverage(over input: Int, outputs: Int) -> LinearMap {
    var map = LinearMap()
    for i in 0..<outputs {
      let seen = (i * input / outputs)..<(((i + 1) * input + outputs - 1) / outputs)
      map.append(seen.map { ($0, 1 / Double(seen.count)) })
    }
    return map
  }
}

extension GraphBuilder {
  /// `map` applied along `axis` of `x`.
  func apply(_ map: LinearMap, to x: ValueID, axis: Int) throws -> ValueID {
    try emitOne(
      "linear_map", [x],
      [
        "axis": .integer(axis), "size": .integer(map.size), "offsets": .integers(map.offsets),
        "columns": .integers(map.columns), "weights": .floats(map.weights),
      ])
  }
}
