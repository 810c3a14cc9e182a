import Foundation
import QganRuntime
import Testing

@testable import QganTraining

/// The numbers of metrics are those of other software: `Reference/metric_values.py` made them.
@Suite struct MetricReferenceTests {
  private let reference: JSONValue
  private let algebra = LinearAlgebra(threads: 2)

  init() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/metric_values.json")
    reference = try JSONParser.parse([UInt8](Data(contentsOf: path)))
  }

  private func value(_ path: String...) throws -> Double {
    try #require(path.reduce(reference) { $0?[$1] }?.asReal)
  }

  private func expect(_ found: Double, _ path: String..., within tolerance: Double = 1e-9) throws {
    let expected = try #require(path.reduce(reference as JSONValue?) { $0?[$1] }?.asReal)
    #expect(abs(found - expected) <= tolerance * max(abs(expected), 1e-3), "\(path): \(found), \(expected)")
  }

  private func matrix(_ rows: Int, _ columns: Int, _ element: (Double, Double) -> Double) -> FeatureMatrix {
    FeatureMatrix(
      (0..<rows * columns).map { element(Double($0 / columns), Double($0 % columns)) }, columns: columns)
  }

  private func goldenX(_ rows: Int = 300) -> FeatureMatrix {
    matrix(rows, 16) { i, j in sin(0.37 * i + 1.7 * j + 0.05 * i * j) + 0.1 * j }
  }

  private func goldenY() -> FeatureMatrix {
    matrix(280, 16) { i, j in 1.1 * cos(0.41 * i + 1.3 * j + 0.03 * i * j) + 0.12 * j }
  }

  private func waves(
    _ rows: Int, _ columns: Int, _ a: Double, _ b: Double, scale: Double = 1, plus offset: Double = 0
  ) -> FeatureMatrix {
    matrix(rows, columns) { i, j in
      scale * (sin(a * (i + 1) * (j + 1) + 0.3 * j) + 0.5 * cos(b * i + 0.11 * j * j)) + offset
    }
  }

  private func distance(_ a: FeatureMatrix, _ b: FeatureMatrix) throws -> Double {
    let sides = try [a, b].map {
      try FrechetDistance.Side(GaussianStatistics($0, algebra: algebra), algebra: algebra)
    }
    return try FrechetDistance.between(sides[0], sides[1], algebra: algebra)
  }

  @Test func frechetDistance() throws {
    try expect(distance(goldenX(), goldenY()), "fid", "golden")
    #expect(try abs(distance(goldenX(), goldenY()) - 0.610929140278) < 1e-12)
    let (a, b) = (waves(400, 48, 0.7, 1.9), waves(300, 48, 0.53, 1.1, scale: 1.2, plus: 0.1))
    try expect(distance(a, b), "fid", "waves")
    try expect(distance(b, a), "fid", "waves")
    #expect(try abs(distance(a, a)) < 1e-10)
  }

  /// Fewer samples than features: the values are those of the samples themselves, and sqrtm's as far as that goes.
  @Test func frechetDistanceOfSingularCovariances() throws {
    let s = waves(50, 96, 0.7, 1.9)
    let t = waves(40, 96, 0.53, 1.1, scale: 1.2, plus: 0.1)
    try expect(distance(s, t), "fid", "singular_samples")
    try expect(distance(s, t), "fid", "singular_sqrtm", within: 1e-6)
    let full = waves(400, 96, 0.53, 1.1)
    try expect(distance(s, full), "fid", "one_singular_samples")
    try expect(distance(s, full), "fid", "one_singular_sqrtm", within: 1e-6)
    try expect(distance(full, s), "fid", "one_singular_samples")
  }

  @Test func kernelDistance() throws {
    let golden = KernelDistance(goldenX(280), goldenY(), subsets: 1, algebra: algebra)
    try expect(golden.mean, "kid", "golden")
    #expect(abs(golden.mean - 0.660885005864877) < 1e-9)
    #expect(golden.whole == golden.mean && golden.deviation == nil)
    try expect(KernelDistance(goldenX(), goldenY(), algebra: algebra).mean, "kid", "golden_all")
    let (a, b) = (waves(400, 48, 0.7, 1.9), waves(300, 48, 0.53, 1.1, scale: 1.2, plus: 0.1))
    try expect(KernelDistance(a, b, algebra: algebra).mean, "kid", "waves")
    try expect(KernelDistance(a.prefix(100), b.prefix(100), algebra: algebra).mean, "kid", "waves_first_100")
  }

  /// Subsets by one pass of products and subsets one by one are the same; few large ones lie about the whole.
  @Test func kernelDistanceOfSubsets() throws {
    let (a, b) = (waves(400, 48, 0.7, 1.9), waves(300, 48, 0.53, 1.1, scale: 1.2, plus: 0.1))
    let once = KernelDistance(a, b, subsets: 64, subsetSize: 50, seed: 3, algebra: algebra)
    let each = KernelDistance(a, b, subsets: 49, subsetSize: 50, seed: 3, algebra: algebra)
    #expect(once.whole != nil && each.whole == nil)
    var single: [Double] = []
    var (x, y) = (
      SubsetDraw(count: 400, stream: RandomStream(seed: 3, name: "kid generated")),
      SubsetDraw(count: 300, stream: RandomStream(seed: 3, name: "kid real"))
    )
    for step in 0..<64 {
      let (i, j) = (x.subset(50, step: step), y.subset(50, step: step))
      #expect(Set(i).count == 50 && i.allSatisfy { (0..<400).contains($0) })
      let parts = (
        FeatureMatrix(a.doubles(gathering: i), columns: 48),
        FeatureMatrix(b.doubles(gathering: j), columns: 48)
      )
      single.append(KernelDistance(parts.0, parts.1, algebra: algebra).mean)
    }
    func statistics(_ values: ArraySlice<Double>) -> (mean: Double, deviation: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, (squares / Double(values.count)).squareRoot())
    }
    for (found, count) in [(once, 64), (each, 49)] {
      let expected = statistics(single.prefix(count))
      #expect(abs(found.mean - expected.mean) < 1e-12)
      #expect(abs(try #require(found.deviation) - expected.deviation) < 1e-12)
    }
    try expect(try #require(once.whole), "kid", "waves")
    // Unbiased: the mean of 64 subsets is within 5 deviations of it.
    #expect(abs(once.mean - (try value("kid", "waves"))) < 5 * (try #require(once.deviation)) / 8)
  }

  @Test(arguments: [1, 7, 10]) func inceptionScore(splits: Int) throws {
    let logits = matrix(500, 10) { i, j in 3 * sin(0.9 * i * (j + 1) + 0.2 * j) }
    let found = InceptionScoreEstimate(logits: logits, splits: splits)
    try expect(found.mean, "inception_score", "\(splits)", "mean")
    if splits > 1 {
      try expect(try #require(found.deviation), "inception_score", "\(splits)", "std")
    } else {
      #expect(found.deviation == nil)
    }
  }

  @Test(arguments: [3, 5]) func neighbourhoods(k: Int) throws {
    let found = NeighbourhoodScores(
      generated: waves(120, 8, 0.7, 1.9), real: waves(90, 8, 0.53, 1.1, scale: 1.4, plus: 0.5), neighbours: k,
      algebra: algebra)
    try expect(found.precision, "neighbourhoods", "\(k)", "precision")
    try expect(found.recall, "neighbourhoods", "\(k)", "recall")
    try expect(found.density, "neighbourhoods", "\(k)", "density")
    try expect(found.coverage, "neighbourhoods", "\(k)", "coverage")
  }

  /// Where more rows than fit a tile are summed, and in single precision, nothing changes but rounding.
  @Test func tilesAndPrecisions() throws {
    let large = waves(5000, 3, 0.7, 1.9)
    #expect(large.tiles().count > 1)
    let single = FeatureMatrix(large.floats, columns: 3)
    let (a, b) = (
      GaussianStatistics(large, algebra: algebra), GaussianStatistics(single, algebra: algebra)
    )
    var sum = 0.0
    let values = large.doubles()
    for row in 0..<5000 { sum += (values[row * 3] - a.mean[0]) * (values[row * 3 + 1] - a.mean[1]) }
    #expect(abs(a.covariance[1] - sum / 4999) < 1e-12)
    #expect(a.covariance[1] == a.covariance[3])
    for (x, y) in zip(a.covariance, b.covariance) { #expect(abs(x - y) < 1e-6) }
    #expect(try abs(distance(large, single)) < 1e-6)
  }

  @Test func marginals() {
    let real = FeatureMatrix([0, 5, 1, 5, 2, 5, 3, 5] as [Double], columns: 2)
    let same = MarginalDistance(generated: real, real: real, bins: 4)
    #expect(same.mean == 0 && same.largest == 0)
    // A quarter has moved from the first bin to above the last, and the constant component is missed altogether.
    let moved = FeatureMatrix([9, 6, 1, 6, 2, 6, 3, 6] as [Double], columns: 2)
    let found = MarginalDistance(generated: moved, real: real, bins: 4)
    #expect(found.largest == 1 && found.mean == 0.625)
  }

  @Test func numbersThatAreNone() throws {
    let bad = FeatureMatrix([1, 2, .nan, 4, 5, 7] as [Double], columns: 2)
    #expect(throws: RuntimeError.self) {
      try FrechetDistance.Side(GaussianStatistics(bad, algebra: algebra), algebra: algebra)
    }
  }
}
