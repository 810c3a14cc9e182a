import QganRuntime

/// The squared Frechet distance between two Gaussians (Dowson and Landau 1982), as the FID uses it (Heusel et al.
/// 2017, arXiv:1706.08500).
public enum FrechetDistance {
  /// One side, with the factor of its covariance.
  public struct Side: Sendable {
    let statistics: GaussianStatistics
    let factor: (rows: Int, values: [Double])

    /// Factors a covariance; throws `RuntimeError` if that is not finite.
    public init(_ statistics: GaussianStatistics, algebra: LinearAlgebra) throws {
      self.statistics = statistics
      factor = try statistics.factor(algebra: algebra)
    }
  }

  /// |m1 - m2|^2 + tr(C1) + tr(C2) - 2 tr((C1 C2)^(1/2)).
  ///
  /// With C1 = F' F and C2 = G' G the last trace is the sum of the singular values of F G', so that nothing is squared
  /// and singular covariances are no special case. Throws `RuntimeError` where numbers are not finite.
  public static func between(_ a: Side, _ b: Side, algebra: LinearAlgebra) throws -> Double {
    let size = a.statistics.mean.count
    precondition(size == b.statistics.mean.count, "features of different sizes")
    var cross = [Double](repeating: 0, count: a.factor.rows * b.factor.rows)
    algebra.multiply(
      a.factor.values, byTransposeOf: b.factor.values, m: a.factor.rows, n: b.factor.rows, k: size,
      into: &cross)
    let singular = try algebra.singularValues(of: cross, m: a.factor.rows, n: b.factor.rows)
    // From the smallest to the largest.
    let overlap = singular.reversed().reduce(0, +)
    let shift = zip(a.statistics.mean, b.statistics.mean).reduce(0) { sum, pair in
      sum + (pair.0 - pair.1) * (pair.0 - pair.1)
    }
    return shift + a.statistics.trace + b.statistics.trace - 2 * overlap
  }
}
