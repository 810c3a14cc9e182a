import QganIR
import QganTraining

/// Samples from the newest sound checkpoint of a run folder, which may still be training.
public struct RunSampling {
  /// Most samples that are made at once.
  public static let countLimit = 1 << 20

  /// The samples, row-major.
  public let samples: [Float]
  /// Sample shape.
  public let shape: [Int]
  /// Generator steps that the checkpoint had seen.
  public let step: Int
  /// One sentence for each damaged checkpoint that was passed over.
  public let warnings: [String]
  private let range: ClosedRange<Float>

  /// Draws `count` samples from latents under `seed`; `checkpoint` is a file, `best`, or the newest sound one if `nil`.
  public init(
    _ job: TrainingJob, run: String, checkpoint: String? = nil, count: Int, seed: UInt64 = 0, threads: Int = 1
  ) throws {
    guard count > 0, count <= Self.countLimit else {
      throw TrainingError.unfit("\(count) samples cannot be made; from 1 to \(Self.countLimit) can")
    }
    let found = try CheckpointFolder.find(checkpoint, ofRun: run)
    let sampler = try Sampler<Float>(
      job.spec, plans: job.plan(of:), checkpoint: found.checkpoint, path: found.path, seed: seed,
      threads: threads)
    // The numbers, and two forms of them while they are written.
    let need = sampler.shape.reduce(count * 12) { $0.multipliedReportingOverflow(by: $1).partialValue }
    try AvailableMemory.check(need, for: "\(count) samples")
    samples = try sampler.samples(count)
    shape = sampler.shape
    range = sampler.range
    step = found.checkpoint.step
    warnings = found.warnings
  }

  /// Writes a picture, nearly square unless `columns` are given, or, for a name that ends in `.npy`, the numbers.
  public func write(to path: String, columns: Int? = nil) throws {
    let count = samples.count / max(1, shape.reduce(1, *))
    if path.hasSuffix(".npy") {
      try OutputFile.write(NpyFile.encode(StoredTensor(samples, shape: [count] + shape)), to: path)
      return
    }
    let columns = max(1, columns.map { min($0, count) } ?? Int(Double(count).squareRoot().rounded(.up)))
    let grid = SampleGrid(rows: (count + columns - 1) / columns, columns: columns)
    try OutputFile.write(PNGFile.encode(grid.draw(samples, shape: shape, range: range)), to: path)
  }
}
