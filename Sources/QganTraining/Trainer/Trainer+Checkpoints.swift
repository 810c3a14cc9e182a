import Glibc
import QganIR

extension Trainer {
  /// Keys of a checkpoint's `extra`.
  private enum Key {
    static var configuration: String { "configuration" }
    static var reason: String { "reason" }
    static var interrupted: String { "interrupted" }
  }

  /// Writes everything; an interruption's checkpoint is kept beside the scheduled ones until the next, so that an
  /// interrupted run leaves the same files as another.
  ///
  /// What is only the best so far, and not kept otherwise, goes to the best checkpoint's file alone.
  func writeCheckpoint(isScheduled: Bool, isBest: Bool = false, isKept: Bool = true) throws {
    if let name = variables.firstNonFinite() {
      throw NonFiniteError(
        step: step, epoch: schedule.epoch(ofBatch: max(0, batches - 1)) + 1, program: "update",
        output: name, tensor: nil)
    }
    let checkpoint = Checkpoint(
      tensors: variables.stored(), step: step, epoch: batches / schedule.batchesPerEpoch,
      position: batches % schedule.batchesPerEpoch, seed: Int(truncatingIfNeeded: spec.seed),
      logLengths: try logs.synchronizedLengths(),
      extra: [
        Key.configuration: options.configurationHash,
        Key.reason: isScheduled ? "scheduled" : Key.interrupted,
      ].merging(monitor?.extra ?? [:]) { first, _ in first })
    if isBest { try folder.checkpoints().writeBest(checkpoint) }
    guard isKept else { return }
    let extra = (interruptionCheckpoint == nil ? 0 : 1) + (isScheduled ? 0 : 1)
    let path = try folder.checkpoints(keep: options.keptCheckpoints + extra).write(checkpoint)
    if let old = interruptionCheckpoint, old != path { unlink(old) }
    interruptionCheckpoint = isScheduled ? nil : path
    checkpointed = batches
    if isScheduled, batches < schedule.totalBatches { try folder.writeStatus(.running, step: step) }
  }

  /// The batches after which a checkpoint of the same program was written.
  static func progress(
    of found: CheckpointFolder.Found, _ spec: TrainingSpec, _ options: TrainerOptions,
    _ schedule: BatchSchedule
  ) throws -> Int {
    let checkpoint = found.checkpoint
    guard checkpoint.extra[Key.configuration] == options.configurationHash,
      checkpoint.seed == Int(truncatingIfNeeded: spec.seed)
    else {
      throw TrainingError.unfit(
        "\(found.path) belongs to another configuration of the program; start a new run")
    }
    let (start, overflows) = checkpoint.epoch.multipliedReportingOverflow(by: schedule.batchesPerEpoch)
    guard !overflows, checkpoint.epoch >= 0, 0..<schedule.batchesPerEpoch ~= checkpoint.position,
      start <= schedule.totalBatches, start + checkpoint.position <= schedule.totalBatches,
      schedule.steps(after: start + checkpoint.position) == checkpoint.step
    else {
      throw TrainingError.badData(
        path: found.path, reason: "epoch, position and step of the checkpoint do not fit this run")
    }
    return start + checkpoint.position
  }

  /// Whether only an interruption made the checkpoint.
  static func isInterruption(_ checkpoint: Checkpoint) -> Bool {
    checkpoint.extra[Key.reason] == Key.interrupted
  }
}
