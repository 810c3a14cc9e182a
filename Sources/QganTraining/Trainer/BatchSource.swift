import QganIR
import QganRuntime

/// What batches consist of: samples and labels in the order of their epoch, and latents.
///
/// Everything follows from the number of a batch. Only one thread at a time may use a source, since it keeps the order
/// of an epoch.
final class BatchSource<Scalar: RuntimeScalar> {
  /// A part of a batch.
  enum Content: Hashable {
    case samples
    case labels
    /// What frozen layers make of the samples.
    case feature(Int)
    /// What input number `input` of the generator takes, for one of the two steps.
    case latents(LatentSource<Scalar>.Use, input: Int)
  }

  private let spec: TrainingSpec
  private let data: Dataset
  private let latents: LatentSource<Scalar>?
  private let schedule: BatchSchedule
  private let features: FrozenFeatures<Scalar>?
  /// The order of the samples in an epoch.
  private var order: (epoch: Int, samples: [Int]) = (-1, [])

  /// The batches of `data` that `schedule` counts.
  init(
    _ spec: TrainingSpec, data: Dataset, features: FrozenFeatures<Scalar>? = nil,
    latents: LatentSource<Scalar>?, schedule: BatchSchedule
  ) {
    self.spec = spec
    self.data = data
    self.features = features
    self.latents = latents
    self.schedule = schedule
  }

  /// Writes a part of batch number `batch`.
  func write(_ content: Content, of batch: Int, to target: UnsafeMutableBufferPointer<Scalar>) {
    switch content {
    case .samples:
      let size = data.sampleSize
      data.samples.withUnsafeBufferPointer { source in
        for (place, index) in samples(of: batch).enumerated() {
          PrecisionCopy.write(
            UnsafeBufferPointer(rebasing: source[index * size..<(index + 1) * size]), to: target,
            at: place * size)
        }
      }
    case .labels:
      for (place, index) in samples(of: batch).enumerated() where place < target.count {
        target[place] = Scalar(data.labels?[index] ?? 0)
      }
    case .feature(let feature):
      for (place, index) in samples(of: batch).enumerated() {
        features?.write(feature, of: index, to: target, place: place)
      }
    case .latents(let use, let input):
      let step = schedule.steps(after: batch)
      var row = batch
      if use == .generator { row = step + (spec.isAdversarial ? batch + 1 : 0) }
      if use == .discriminator, !spec.sharesLatents { row += step }
      latents?.fill(
        target, input: input, for: use, step: use == .generator ? step : batch, row: row * schedule.batch)
    }
  }

  /// Finds the order of the epoch that batch number `batch` belongs to.
  func findOrder(of batch: Int) {
    let epoch = schedule.epoch(ofBatch: batch)
    guard order.epoch != epoch else { return }
    let stream = RandomStream(seed: spec.seed, name: "order")
    order = (
      epoch, spec.shuffle ? stream.permutation(of: data.count, step: epoch) : Array(0..<data.count)
    )
  }

  /// Numbers of the samples of a batch.
  private func samples(of batch: Int) -> ArraySlice<Int> {
    findOrder(of: batch)
    let start = schedule.position(ofBatch: batch) * schedule.batch
    return order.samples[start..<start + schedule.batch]
  }
}
