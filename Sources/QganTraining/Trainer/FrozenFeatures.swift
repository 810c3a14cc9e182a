import QganIR
import QganRuntime

/// What frozen layers make of every sample of a dataset, computed once.
struct FrozenFeatures<Scalar: RuntimeScalar> {
  /// For each feature, its numbers a sample and the values of all samples, row-major.
  private(set) var tables: [(size: Int, values: [Scalar])]

  /// The outputs of the executor's plan for all of `data`, a batch at a time; places of the last batch without a sample
  /// repeat the last one.
  init(_ executor: Executor<Scalar>, of data: Dataset) throws {
    let outputs = executor.plan.outputs
    tables = outputs.map { output in
      let size = output.tensor.shape.dropFirst().reduce(1, *)
      var values: [Scalar] = []
      values.reserveCapacity(size * data.count)
      return (size, values)
    }
    guard let batch = executor.plan.inputs.first?.tensor.shape.first, batch > 0 else {
      throw RuntimeError.unknownTensor(name: TrainingNames.data)
    }
    let (input, size) = (executor.inputBuffer(0), data.sampleSize)
    for start in stride(from: 0, to: data.count, by: batch) {
      for place in 0..<batch {
        let source = min(start + place, data.count - 1) * size
        data.samples.withUnsafeBufferPointer { samples in
          PrecisionCopy.write(
            UnsafeBufferPointer(rebasing: samples[source..<source + size]), to: input, at: place * size)
        }
      }
      try executor.run(step: 0)
      let count = min(batch, data.count - start)
      for (index, output) in outputs.enumerated() {
        tables[index].values += try executor.output(output.name).prefix(count * tables[index].size)
      }
    }
  }

  /// Writes feature number `feature` of the sample number `sample` at `place` of a batch.
  func write(
    _ feature: Int, of sample: Int, to target: UnsafeMutableBufferPointer<Scalar>, place: Int
  ) {
    let (size, values) = tables[feature]
    values.withUnsafeBufferPointer { source in
      let row = UnsafeBufferPointer(rebasing: source[sample * size..<(sample + 1) * size])
      _ = UnsafeMutableBufferPointer(rebasing: target[place * size..<(place + 1) * size])
        .update(fromContentsOf: row)
    }
  }
}
