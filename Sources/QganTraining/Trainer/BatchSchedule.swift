/// Which batch and which step come when; everything follows from the number of batches used so far.
struct BatchSchedule: Hashable {
  let samples: Int
  let batch: Int
  let epochs: Int
  /// Batches between two generator steps.
  let discriminatorSteps: Int
  /// Batches of an epoch; a short last one is dropped.
  let batchesPerEpoch: Int
  let totalBatches: Int

  init(samples: Int, batch: Int, epochs: Int, discriminatorSteps: Int) throws(TrainingError) {
    guard batch > 0, epochs >= 0, discriminatorSteps > 0 else {
      throw .unfit("`batch` and `discriminator_steps` must be at least 1 and `epochs` at least 0")
    }
    self.samples = samples
    self.batch = batch
    self.epochs = epochs
    self.discriminatorSteps = discriminatorSteps
    batchesPerEpoch = samples / batch
    guard batchesPerEpoch > 0 else {
      throw .unfit("the dataset has \(samples) samples, fewer than one batch of \(batch)")
    }
    guard let total = checkedProduct([batchesPerEpoch, epochs]), total <= 1 << 48 else {
      throw .unfit("\(epochs) epochs of \(batchesPerEpoch) batches are too many")
    }
    totalBatches = total
  }

  /// Generator (or model) steps of the run.
  var totalSteps: Int { totalBatches / discriminatorSteps }

  /// Generator steps an epoch, at least 1, for learning-rate schedules.
  var stepsPerEpoch: Int { max(1, batchesPerEpoch / discriminatorSteps) }

  /// The epoch of batch number `index`, from 0.
  func epoch(ofBatch index: Int) -> Int { index / batchesPerEpoch }

  /// Where in its epoch batch number `index` stands.
  func position(ofBatch index: Int) -> Int { index % batchesPerEpoch }

  /// Generator steps done when `batches` were used.
  func steps(after batches: Int) -> Int { batches / discriminatorSteps }

  /// Whether a generator step follows when `batches` were used.
  func isStepDue(after batches: Int) -> Bool { batches % discriminatorSteps == 0 }

  /// Whether an epoch ends when `batches` were used.
  func isEpochEnd(after batches: Int) -> Bool { batches % batchesPerEpoch == 0 }
}
