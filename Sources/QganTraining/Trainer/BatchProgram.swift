import QganIR
import QganRuntime

/// A plan that maps samples to samples, run on any number of them in batches.
final class BatchProgram<Scalar: RuntimeScalar> {
  /// Sample shape of the result.
  let outputShape: [Int]
  /// Samples a run.
  let batch: Int
  private let executor: Executor<Scalar>

  /// A program with one output whose first axis is the batch.
  init(_ executor: Executor<Scalar>) throws {
    guard let shape = executor.plan.outputs.first?.tensor.shape, let batch = shape.first else {
      throw RuntimeError.unknownTensor(name: TrainingNames.output)
    }
    self.executor = executor
    self.batch = max(1, batch)
    outputShape = Array(shape.dropFirst())
  }

  /// The results for `count` samples, row-major; `fill` writes the inputs of the samples from `start` on, whose last
  /// batch may reach beyond `count`.
  func run(
    count: Int, fill: (_ input: Int, _ buffer: UnsafeMutableBufferPointer<Scalar>, _ start: Int) -> Void
  ) throws -> [Scalar] {
    let size = outputShape.reduce(1, *)
    var results: [Scalar] = []
    results.reserveCapacity(count * size)
    for start in stride(from: 0, to: count, by: batch) {
      for index in executor.plan.inputs.indices { fill(index, executor.inputBuffer(index), start) }
      try executor.run(step: 0)
      let values = try executor.output(TrainingNames.output)
      results += values.prefix((min(count, start + batch) - start) * size)
    }
    return results
  }

  /// The results for the first `count` samples of a dataset, or for all.
  func run(on data: Dataset, count: Int = .max) throws -> [Scalar] {
    let size = data.sampleSize
    return try run(count: min(count, data.count)) { _, buffer, start in
      for index in 0..<(size > 0 ? buffer.count / size : 0) {
        // Places without a sample repeat the last one.
        let source = min(start + index, data.count - 1) * size
        data.samples.withUnsafeBufferPointer { values in
          PrecisionCopy.write(
            UnsafeBufferPointer(rebasing: values[source..<source + size]), to: buffer, at: index * size)
        }
      }
    }
  }
}
