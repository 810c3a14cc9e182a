/// Distances between the distributions of single components, by histograms over the range of the real values.
public struct MarginalDistance: Hashable, Sendable {
  /// The mean over components of half the summed differences of the histograms, 0 to 1.
  public var mean: Double
  /// The largest of them.
  public var largest: Double

  /// Compares samples, one row each, over `bins` equal bins between the smallest and largest real value of a component;
  /// generated values beyond are counted in bins of their own, a component that is constant has one bin.
  public init(generated: FeatureMatrix, real: FeatureMatrix, bins: Int = 50) {
    precondition(
      generated.columns == real.columns && bins > 0 && min(generated.rows, real.rows) > 0,
      "nothing to compare")
    let columns = real.columns
    var low = [Double](repeating: .infinity, count: columns)
    var high = [Double](repeating: -.infinity, count: columns)
    Self.forEach(real) { column, value in
      low[column] = min(low[column], value)
      high[column] = max(high[column], value)
    }
    // The first and last bins are those of values beyond.
    let width = bins + 2
    func counts(_ features: FeatureMatrix) -> [Int] {
      var counts = [Int](repeating: 0, count: columns * width)
      Self.forEach(features) { column, value in
        let bin: Int
        if value < low[column] {
          bin = 0
        } else if value <= high[column] {
          let place = (value - low[column]) / (high[column] - low[column]) * Double(bins)
          bin = 1 + (place.isFinite ? min(bins - 1, Int(place)) : 0)
        } else {
          bin = bins + 1
        }
        counts[column * width + bin] += 1
      }
      return counts
    }
    let (made, found) = (counts(generated), counts(real))
    let distances = (0..<columns).map { column in
      // Whole numbers, so that what is disjoint has a distance of exactly 1.
      let sum = (column * width..<(column + 1) * width).reduce(0) {
        $0 + abs(made[$1] * real.rows - found[$1] * generated.rows)
      }
      return Double(sum) / (2 * Double(generated.rows) * Double(real.rows))
    }
    mean = distances.reduce(0, +) / Double(columns)
    largest = distances.max() ?? 0
  }

  private static func forEach(_ features: FeatureMatrix, _ body: (Int, Double) -> Void) {
    for tile in features.tiles() {
      for (index, value) in features.doubles(tile).enumerated() { body(index % features.columns, value) }
    }
  }
}
