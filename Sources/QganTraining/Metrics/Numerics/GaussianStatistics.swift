import QganRuntime

/// Mean and covariance of features: all that the Frechet distance sees of them.
public struct GaussianStatistics: Sendable {
  /// Samples.
  public let count: Int
  /// The mean, one number a feature.
  public let mean: [Double]
  /// The unbiased covariance (divided by `count - 1`), row-major, symmetric.
  public let covariance: [Double]

  /// The statistics of at least two rows of features, summed in double precision about the mean.
  public init(_ features: FeatureMatrix, algebra: LinearAlgebra) {
    let size = features.columns
    count = features.rows
    mean = features.mean()
    var sums = [Double](repeating: 0, count: size * size)
    for tile in features.tiles() {
      let centered = features.doubles(tile, minus: mean)
      algebra.addSquare(of: centered, m: tile.count, n: size, to: &sums)
    }
    let factor = 1 / Double(max(1, count - 1))
    for row in 0..<size {
      for column in row..<size {
        let value = sums[row * size + column] * factor
        sums[row * size + column] = value
        sums[column * size + row] = value
      }
    }
    covariance = sums
  }

  /// The sum of the variances.
  var trace: Double { mean.indices.reduce(0) { $0 + covariance[$1 * mean.count + $1] } }

  /// Rows whose square is the covariance: `covariance = F' F`, with as many rows as its rank can have.
  ///
  /// The covariance of `count` samples has a rank below `count`; eigenvalues beyond it are rounding, as are negative
  /// ones, and would each add the root of the rounding to a distance.
  func factor(algebra: LinearAlgebra) throws -> (rows: Int, values: [Double]) {
    let size = mean.count
    var (eigenvalues, vectors) = try algebra.eigen(symmetric: covariance, n: size)
    let rank = max(0, min(size, count - 1))
    vectors.removeSubrange(0..<(size - rank) * size)
    eigenvalues.removeSubrange(0..<size - rank)
    for row in 0..<rank {
      let root = max(0, eigenvalues[row]).squareRoot()
      for column in 0..<size { vectors[row * size + column] *= root }
    }
    return (rank, vectors)
  }
}
