/// Rows of features (or logits), one a sample, row-major; single-precision ones are widened piece by piece.
public struct FeatureMatrix: Sendable {
  private enum Storage: Sendable {
    case single([Float])
    case double([Double])
  }

  /// Samples.
  public let rows: Int
  /// Numbers a sample.
  public let columns: Int
  private let storage: Storage

  /// A matrix of single-precision numbers; traps unless they are whole rows.
  public init(_ values: [Float], columns: Int) {
    precondition(columns > 0 && values.count % columns == 0, "numbers that are no whole rows")
    (rows, self.columns, storage) = (values.count / columns, columns, .single(values))
  }

  /// A matrix of double-precision numbers; traps unless they are whole rows.
  public init(_ values: [Double], columns: Int) {
    precondition(columns > 0 && values.count % columns == 0, "numbers that are no whole rows")
    (rows, self.columns, storage) = (values.count / columns, columns, .double(values))
  }

  private init(_ other: FeatureMatrix, rows: Int) {
    (self.rows, columns, storage) = (rows, other.columns, other.storage)
  }

  /// The first `count` rows, or all; the numbers are shared.
  public func prefix(_ count: Int) -> FeatureMatrix { FeatureMatrix(self, rows: max(0, min(count, rows))) }

  /// The rows of `range` in double precision, less `offset` where it is given.
  func doubles(_ range: Range<Int>, minus offset: [Double]? = nil) -> [Double] {
    let elements = range.lowerBound * columns..<range.upperBound * columns
    return [Double](unsafeUninitializedCapacity: elements.count) { buffer, count in
      switch storage {
      case .single(let values):
        values.withUnsafeBufferPointer { source in
          for (place, index) in elements.enumerated() { buffer[place] = Double(source[index]) }
        }
      case .double(let values):
        values.withUnsafeBufferPointer { source in
          for (place, index) in elements.enumerated() { buffer[place] = source[index] }
        }
      }
      count = elements.count
      guard let offset else { return }
      offset.withUnsafeBufferPointer { offset in
        for row in 0..<range.count {
          for column in 0..<columns { buffer[row * columns + column] -= offset[column] }
        }
      }
    }
  }

  /// All rows in double precision.
  func doubles() -> [Double] { doubles(0..<rows) }

  /// The rows with these numbers, in this order, in double precision.
  func doubles(gathering indices: [Int]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(indices.count * columns)
    for index in indices { result += doubles(index..<index + 1) }
    return result
  }

  /// The rows of `range` in single precision.
  func floats(_ range: Range<Int>) -> [Float] {
    let elements = range.lowerBound * columns..<range.upperBound * columns
    return switch storage {
    case .single(let values): Array(values[elements])
    case .double(let values): values[elements].map { Float($0) }
    }
  }

  /// The numbers in single precision, for files.
  var floats: [Float] {
    switch storage {
    case .single(let values): rows * columns == values.count ? values : Array(values.prefix(rows * columns))
    case .double(let values): values.prefix(rows * columns).map { Float($0) }
    }
  }

  /// The mean row.
  func mean() -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for tile in tiles() {
      let values = doubles(tile)
      for row in 0..<tile.count {
        for column in 0..<columns { sums[column] += values[row * columns + column] }
      }
    }
    return sums.map { $0 / Double(max(1, rows)) }
  }

  /// Pieces of rows whose products with `width` numbers a row stay within some tens of megabytes.
  func tiles(width: Int? = nil) -> [Range<Int>] {
    let size = max(16, min(4096, (1 << 22) / max(1, width ?? columns)))
    return stride(from: 0, to: rows, by: size).map { $0..<min(rows, $0 + size) }
  }
}
