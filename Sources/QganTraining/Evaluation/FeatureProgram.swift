import QganIR
import QganRuntime

/// What an extractor made of samples, in single precision.
struct ExtractedFeatures {
  var features: FeatureMatrix
  /// Class logits, where they were asked for.
  var logits: FeatureMatrix?
}

/// A feature extractor with its weights, ready to run.
final class FeatureProgram<Scalar: RuntimeScalar> {
  let extractor: FeatureExtractor
  /// Whether it gives class logits too.
  let hasClasses: Bool
  /// Samples a run.
  let batch: Int
  /// SHA-256 of the weights as they are used: names, shapes and values.
  let weightHash: String
  /// SHA-256 of the program, constants included.
  let programHash: String
  private let executor: Executor<Scalar>
  private let preparer: SamplePreparer?
  private let inputSize: Int
  private let preparedSize: Int

  /// Samples a run that suit an extractor: fewer where samples are large.
  static func batch(for extractor: FeatureExtractor) -> Int {
    let size = extractor.features.inputShapes.first?.reduce(1, *) ?? 1
    return max(1, min(64, (1 << 20) / max(1, size)))
  }

  /// The extractor that `plan` runs, for samples of `shape` whose black and white are `range`.
  init(
    _ extractor: FeatureExtractor, plan: Plan, weights: WeightSource, shape: [Int], range: ClosedRange<Float>,
    threads: Int, seed: UInt64
  ) throws {
    self.extractor = extractor
    hasClasses = plan.outputs.contains { $0.name == TrainingNames.logits }
    let variables = try TrainingVariables<Scalar>(of: [plan], seed: seed, source: weights)
    executor = try Executor(plan: plan, variables: variables.store, threads: threads, seed: seed)
    guard let input = plan.inputs.first?.tensor.shape, let batch = input.first, batch > 0 else {
      throw RuntimeError.unknownTensor(name: TrainingNames.data)
    }
    self.batch = batch
    let (numbers, taken) = (shape.reduce(1, *), input.dropFirst().reduce(1, *))
    let preparer = try extractor.preparation.map { try SamplePreparer($0, shape: shape, range: range) }
    (self.preparer, inputSize, preparedSize) = (preparer, numbers, taken)
    let prepared = extractor.preparation.map { $0.shape(of: shape) } ?? shape
    guard numbers > 0, prepared?.reduce(1, *) == taken, prepared == extractor.features.inputShapes.first
    else {
      throw TrainingError.unfit(
        "the features `\(extractor.name)` take samples of another shape than \(shape)")
    }
    var hash = SHA256()
    for (name, entry) in variables.store.entries {
      hash.update(Array("\(name) \(entry.variable.shape)\n".utf8))
      hash.update(bytesOf: UnsafeRawBufferPointer(entry.buffer.elements))
    }
    weightHash = hash.hexadecimal()
    programHash = plan.contentHash
  }

  /// Features of `count` samples, which `samples` gives for consecutive ranges of at most `chunk`.
  func extract(
    count: Int, chunk: Int, progress: (_ done: Int) -> Void, samples: (Range<Int>) throws -> [Float]
  ) throws -> ExtractedFeatures {
    var result = Rows()
    let columns = extractor.dimensions
    let size = checkedProduct([count, columns, 4]) ?? Int.max
    try AvailableMemory.check(size, for: "the features of \(count) samples")
    result.features.reserveCapacity(count * columns)
    for start in stride(from: 0, to: count, by: max(1, chunk)) {
      let values = try samples(start..<min(count, start + max(1, chunk)))
      for place in 0..<(inputSize > 0 ? values.count / inputSize : 0) {
        let sample = values[place * inputSize..<(place + 1) * inputSize]
        if let preparer {
          result.pending += preparer.prepare(sample)
        } else {
          result.pending += sample
        }
        if result.pending.count == batch * preparedSize { try run(&result) }
      }
      progress(min(count, start + max(1, chunk)))
    }
    if !result.pending.isEmpty { try run(&result) }
    let logits = try hasClasses ? FeatureMatrix(result.logits, columns: classes) : nil
    return ExtractedFeatures(features: FeatureMatrix(result.features, columns: columns), logits: logits)
  }

  /// What has been computed, and samples that do not fill a batch yet.
  private struct Rows {
    var features: [Float] = []
    var logits: [Float] = []
    var pending: [Float] = []
  }

  private var classes: Int {
    get throws {
      guard let logits = extractor.logits else {
        throw RuntimeError.unknownTensor(name: TrainingNames.logits)
      }
      return logits.outputShape.reduce(1, *)
    }
  }

  /// Runs the pending samples, the last one being repeated in places without any.
  private func run(_ rows: inout Rows) throws {
    let count = rows.pending.count / max(1, preparedSize)
    let buffer = executor.inputBuffer(0)
    rows.pending.withUnsafeBufferPointer { values in
      PrecisionCopy.write(values, to: buffer, at: 0)
      let last = UnsafeBufferPointer(rebasing: values[(count - 1) * preparedSize..<count * preparedSize])
      for place in count..<max(count, batch) {
        PrecisionCopy.write(last, to: buffer, at: place * preparedSize)
      }
    }
    rows.pending.removeAll(keepingCapacity: true)
    try executor.run(step: 0)
    let features = PrecisionCopy.floats(try executor.output(TrainingNames.output))
    rows.features += features.prefix(count * extractor.dimensions)
    guard hasClasses else { return }
    let logits = PrecisionCopy.floats(try executor.output(TrainingNames.logits))
    rows.logits += try logits.prefix(count * classes)
  }
}

extension Plan {
  /// SHA-256 of the plan's text and constants.
  var contentHash: String {
    var hash = SHA256()
    hash.update(Array(description.utf8))
    for constant in constants {
      constant.values.withUnsafeBytes { hash.update(bytesOf: $0) }
    }
    return hash.hexadecimal()
  }
}

extension SHA256 {
  /// Adds bytes in memory.
  mutating func update(bytesOf buffer: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: buffer.count, by: 1 << 20) {
      update(Array(buffer[start..<min(buffer.count, start + 1 << 20)]))
    }
  }
}
