import QganRuntime

/// How two sets of features cover one another, by balls that reach to the k-th nearest neighbour.
///
/// Precision and recall: Kynkaanniemi et al. 2019, arXiv:1904.06991. Density and coverage: Naeem et al. 2020,
/// arXiv:2002.09797.
public struct NeighbourhoodScores: Hashable, Sendable {
  /// The share of generated samples that lie in the ball of some real one.
  public var precision: Double
  /// The share of real samples that lie in the ball of some generated one.
  public var recall: Double
  /// The number of real balls that a generated sample lies in, on average, over k; it may exceed 1.
  public var density: Double
  /// The share of real samples whose ball holds a generated one.
  public var coverage: Double

  /// Compares two sets of more than `neighbours` rows each.
  public init(
    generated: FeatureMatrix, real: FeatureMatrix, neighbours: Int = 3, algebra: LinearAlgebra
  ) {
    precondition(neighbours > 0 && min(generated.rows, real.rows) > neighbours, "too few rows for neighbours")
    // About a common centre less is lost where distances are found from products.
    let center = real.mean()
    let (fake, true_) = (PointSet(generated, minus: center), PointSet(real, minus: center))
    let fakeRadii = fake.radii(neighbours, algebra: algebra)
    let realRadii = true_.radii(neighbours, algebra: algebra)
    var inReal = [Bool](repeating: false, count: fake.count)
    var inFake = [Bool](repeating: false, count: true_.count)
    var isCovered = [Bool](repeating: false, count: true_.count)
    var hits = 0
    true_.forEachDistance(to: fake, algebra: algebra) { real, fake, distance in
      if distance <= realRadii[real] { inReal[fake] = true }
      if distance <= fakeRadii[fake] { inFake[real] = true }
      if distance < realRadii[real] {
        hits += 1
        isCovered[real] = true
      }
    }
    func share(_ flags: [Bool]) -> Double { Double(flags.count { $0 }) / Double(flags.count) }
    precision = share(inReal)
    recall = share(inFake)
    density = Double(hits) / Double(neighbours * fake.count)
    coverage = share(isCovered)
  }
}

/// Points with their squared lengths.
private struct PointSet {
  let count: Int
  private let columns: Int
  private let values: [Double]
  private let squares: [Double]

  init(_ features: FeatureMatrix, minus center: [Double]) {
    let values = features.doubles(0..<features.rows, minus: center)
    let columns = features.columns
    (count, self.columns, self.values) = (features.rows, columns, values)
    squares = (0..<features.rows).map { row in
      values[row * columns..<(row + 1) * columns].reduce(0) { $0 + $1 * $1 }
    }
  }

  /// Calls `body` with the squared distance of every pair, row by row.
  func forEachDistance(
    to other: PointSet, algebra: LinearAlgebra,
    _ body: (_ row: Int, _ column: Int, _ distance: Double) -> Void
  ) {
    let size = max(16, min(1024, (1 << 22) / max(1, other.count)))
    var products = [Double](repeating: 0, count: min(size, count) * other.count)
    for start in stride(from: 0, to: count, by: size) {
      let rows = min(size, count - start)
      algebra.multiply(
        Array(values[start * columns..<(start + rows) * columns]), byTransposeOf: other.values, m: rows,
        n: other.count, k: columns, into: &products)
      products.withUnsafeBufferPointer { products in
        for row in 0..<rows {
          for column in 0..<other.count {
            let distance =
              squares[start + row] + other.squares[column] - 2 * products[row * other.count + column]
            body(start + row, column, max(0, distance))
          }
        }
      }
    }
  }

  /// The squared distance from each point to its `k`-th nearest other one.
  func radii(_ k: Int, algebra: LinearAlgebra) -> [Double] {
    var nearest = [Double](repeating: .infinity, count: count * k)
    forEachDistance(to: self, algebra: algebra) { row, column, distance in
      // A few smallest ones, in ascending order.
      guard row != column, distance < nearest[row * k + k - 1] else { return }
      var place = row * k + k - 1
      while place > row * k, nearest[place - 1] > distance {
        nearest[place] = nearest[place - 1]
        place -= 1
      }
      nearest[place] = distance
    }
    return (0..<count).map { nearest[$0 * k + k - 1] }
  }
}
