import Foundation
import QganIR
import QganTooling
import QganTraining

/// What `qganc run --dry-run` finds: shapes, counts, memory, and how long the run would take.
public struct DryRun {
  /// The train block or variant.
  public let name: String
  /// Each network as text, a layer a line with weights and shapes.
  public let networks: [(role: String, text: String)]
  /// What the data are.
  public let data: DatasetDescription
  public let batch: Int
  public let epochs: Int
  /// How often each action is due.
  public let actions: [(name: String, count: Int)]
  /// What a few steps showed.
  public let rehearsal: Rehearsal
  /// Bytes that are free.
  public let availableMemory: Int
  public let threads: Int

  /// Compiles the job, trains it for about `seconds` in a folder that is removed, and leaves nothing behind.
  ///
  /// Blocks that it loads from must have run. Throws as `TrainingSession.run` does.
  public init(
    _ job: TrainingJob, options: TrainingSession.Options, seconds: Double = 2,
    interrupt: InterruptFlag = InterruptFlag()
  ) throws {
    let spec = job.spec
    name = spec.name
    networks = try spec.trainedFunctions.map { ($0.role, try Drawing.picture(of: $0).text()) }
    data = spec.data.description
    batch = spec.batch
    epochs = spec.epochs
    threads = options.threads
    availableMemory = Doctor.availableMemory
    let total = spec.totalSteps
    let perEpoch = max(1, total / max(1, spec.epochs))
    actions = spec.every.flatMap { every in
      let times = every.unit == .step ? total / every.interval : total / perEpoch / every.interval
      return every.actions.map { ($0.name, times) }
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("qganc-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = TrainingSession(job, options: options, interrupt: interrupt)
    rehearsal = try session.trainer(in: RunFolder.openOrCreate(folder).folder).rehearse(seconds: seconds)
  }

  /// Seconds that all steps would take.
  public var seconds: Double { rehearsal.secondsPerStep * Double(rehearsal.totalSteps) }

  /// The report for people.
  public func text() -> String {
    var lines = networks.map { "\($0.role): \($0.text)" }
    let shape = data.shape.isEmpty ? "numbers" : "shape " + data.shape.map(String.init).joined(separator: "×")
    lines.append(
      "data: \(data.count) samples of \(shape)" + (data.classes.map { ", \($0) classes" } ?? ""))
    let weights = rehearsal.weightCounts.map { "\($0.role) \($0.count)" }.joined(separator: ", ")
    lines.append("trained weights: \(weights)")
    lines.append("steps: \(rehearsal.totalSteps) in \(epochs) epochs, batches of \(batch)")
    if !actions.isEmpty {
      lines.append("actions: " + actions.map { "\($0.name) \($0.count) times" }.joined(separator: ", "))
    }
    lines.append("memory: \(ByteCount(rehearsal.memory)) of \(ByteCount(availableMemory)) that are free")
    lines.append(
      "time: \(DryRun.duration(seconds)) for the steps on \(threads) thread\(threads == 1 ? "" : "s"), from "
        + String(
          format: "%.3g ms a step (median of %d)", rehearsal.secondsPerStep * 1000, rehearsal.steps)
        + (actions.isEmpty ? "" : "; actions come on top"))
    return lines.joined(separator: "\n")
  }

  /// `41 s`, `12 min`, `3.5 h`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 100 { return String(format: "%.3g s", seconds) }
    if seconds < 6000 { return String(format: "%.3g min", seconds / 60) }
    return String(format: "%.3g h", seconds / 3600)
  }
}
