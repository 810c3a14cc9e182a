import OrderedCollections
import QganIR
import QganRuntime

/// Features of real samples, computed once and kept in memory and in a cache, and what is found from them.
final class FeatureComparison<Scalar: RuntimeScalar> {
  let program: FeatureProgram<Scalar>
  private let real: RealSamples<Scalar>
  private let cache: FeatureCache
  /// What the cache's key holds beside the extractor and the dataset.
  private let context: String
  private let report: (String) -> Void
  private var kept: FeatureMatrix?
  private var sides: [Int: FrechetDistance.Side] = [:]

  /// `context` is text that says what else features depend on; `report` is told what a person should know.
  init(
    _ program: FeatureProgram<Scalar>, real: RealSamples<Scalar>, cache: FeatureCache, context: String,
    report: @escaping (String) -> Void
  ) {
    self.program = program
    self.real = real
    self.cache = cache
    self.context = context
    self.report = report
  }

  /// Features of the first `count` real samples in their order.
  func realFeatures(_ count: Int, progress: (EvaluationProgress) -> Void) throws -> FeatureMatrix {
    if let kept, kept.rows >= count { return kept.prefix(count) }
    let key = key(count)
    if let found = cache.load(key, rows: count, columns: program.extractor.dimensions) {
      kept = found
      return found
    }
    let found = try program.extract(
      count: count, chunk: real.chunk,
      progress: { progress(EvaluationProgress(what: "real samples", done: $0, total: count)) },
      samples: real.samples(in:)
    ).features
    // A cache that cannot be written costs time, not a run.
    do { try cache.store(found, key) } catch { report("features of real samples are not cached: \(error)") }
    kept = found
    return found
  }

  /// Mean and factored covariance of the first `count` real samples.
  func realSide(_ count: Int, algebra: LinearAlgebra) throws -> FrechetDistance.Side {
    if let side = sides[count] { return side }
    let features = try realFeatures(count) { _ in }
    let side = try FrechetDistance.Side(GaussianStatistics(features, algebra: algebra), algebra: algebra)
    sides[count] = side
    return side
  }

  /// SHA-256 of everything that features depend on, the machine's kernels included: equal runs find equal bytes.
  private func key(_ count: Int) -> String {
    let machine = RuntimeInformation.current
    let lines = [
      program.programHash, program.weightHash, "\(program.extractor.preparation as Any)", real.contentHash,
      "first \(count) of \(RealSamples<Scalar>.orderStream)", context, "\(Scalar.self)",
      machine.instructionSet, machine.openBLASCore, machine.oneDNNVersion, machine.oneDNNInstructionSet,
    ]
    return SHA256.hexadecimal(of: Array(lines.joined(separator: "\n").utf8))
  }
}

/// How far the computation of features is, for people who wait.
public struct EvaluationProgress: Sendable {
  /// What is looked at: `real samples`, `generated samples`.
  public var what: String
  public var done: Int
  public var total: Int

  /// A state of the computation.
  public init(what: String, done: Int, total: Int) {
    self.what = what
    self.done = done
    self.total = total
  }
}
