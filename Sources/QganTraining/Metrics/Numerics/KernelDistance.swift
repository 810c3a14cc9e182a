import QganRuntime

/// The kernel distance of two sets of features: the unbiased squared maximum mean discrepancy (Gretton et al. 2012,
/// lemma 6) under the kernel (x.y / d + 1)^3, as the KID uses it (Binkowski et al. 2018, arXiv:1801.01401).
public struct KernelDistance: Hashable, Sendable {
  /// The mean over subsets; that of all samples if there is one subset.
  public var mean: Double
  /// The population deviation over subsets; `nil` if there is one.
  public var deviation: Double?
  /// The estimate from all samples at once, where it is no more work than the subsets.
  public var whole: Double?
  /// Subsets that were drawn.
  public var subsets: Int
  /// Samples of each side in a subset.
  public var subsetSize: Int

  /// Compares at least two rows with at least two others, over `subsets` subsets of `subsetSize` rows a side, drawn
  /// without replacement; where either side has no more rows than that, all are taken once.
  public init(
    _ x: FeatureMatrix, _ y: FeatureMatrix, subsets: Int = 100, subsetSize: Int = 1000, seed: UInt64 = 0,
    algebra: LinearAlgebra
  ) {
    precondition(x.columns == y.columns && min(x.rows, y.rows, subsetSize) > 1, "too few rows to compare")
    guard subsets > 1, min(x.rows, y.rows) > subsetSize else {
      let isWhole = min(x.rows, y.rows) <= subsetSize
      let drawn = isWhole ? [] : Self.draw(1, of: x.rows, y.rows, size: subsetSize, seed: seed)
      if let only = drawn.first {
        mean = Self.estimate(x, y, only, algebra: algebra)
        (self.subsets, self.subsetSize) = (1, subsetSize)
      } else {
        mean = KernelSums(x, y, [], algebra: algebra).whole
        whole = mean
        (self.subsets, self.subsetSize) = (1, min(x.rows, y.rows))
      }
      return
    }
    let drawn = Self.draw(subsets, of: x.rows, y.rows, size: subsetSize, seed: seed)
    var values: [Double]
    let largest = max(x.rows, y.rows)
    // Below this size, all products are fewer than those within the subsets.
    if largest <= subsetSize * Int(Double(subsets).squareRoot()) {
      let sums = KernelSums(x, y, drawn, algebra: algebra)
      values = sums.subsets
      whole = sums.whole
    } else {
      values = drawn.map { Self.estimate(x, y, $0, algebra: algebra) }
    }
    let mean = values.reduce(0, +) / Double(subsets)
    self.mean = mean
    deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(subsets)).squareRoot()
    (self.subsets, self.subsetSize) = (subsets, subsetSize)
  }

  /// Row numbers of one subset of each side.
  struct Subset {
    var x: [Int]
    var y: [Int]
  }

  private static func draw(_ count: Int, of x: Int, _ y: Int, size: Int, seed: UInt64) -> [Subset] {
    var left = SubsetDraw(count: x, stream: RandomStream(seed: seed, name: "kid generated"))
    var right = SubsetDraw(count: y, stream: RandomStream(seed: seed, name: "kid real"))
    return (0..<count).map { Subset(x: left.subset(size, step: $0), y: right.subset(size, step: $0)) }
  }

  private static func estimate(
    _ x: FeatureMatrix, _ y: FeatureMatrix, _ subset: Subset, algebra: LinearAlgebra
  ) -> Double {
    let x = FeatureMatrix(x.doubles(gathering: subset.x), columns: x.columns)
    let y = FeatureMatrix(y.doubles(gathering: subset.y), columns: y.columns)
    return KernelSums(x, y, [], algebra: algebra).whole
  }
}

/// Draws subsets of `0..<count` without replacement, each from a step of a stream.
struct SubsetDraw {
  private var order: [Int]
  private let stream: RandomStream

  init(count: Int, stream: RandomStream) {
    order = Array(0..<count)
    self.stream = stream
  }

  /// `size` different numbers (the start of a Fisher-Yates shuffle, which is undone afterwards).
  mutating func subset(_ size: Int, step: Int) -> [Int] {
    var swaps: [(Int, Int)] = []
    for index in 0..<min(size, order.count) {
      let other = index + stream.integer(below: order.count - index, at: index, step: step)
      order.swapAt(index, other)
      swaps.append((index, other))
    }
    let result = Array(order.prefix(size))
    for (a, b) in swaps.reversed() { order.swapAt(a, b) }
    return result
  }
}
