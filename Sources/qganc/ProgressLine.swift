import QganDriver
import QganTraining

/// Shows how a run goes on: one line that is written over on a terminal; elsewhere only what a person should read.
final class ProgressLine: TrainingObserver {
  private let line = StatusLine()
  /// What features are being computed of, since when, and how many samples are done.
  private var (evaluated, started, lookedAt) = ("", ContinuousClock.now, 0)

  func trainingDidStart(_ start: TrainingStart) {
    guard line.isLive else { return }
    let weights = start.weightCounts.map { "\($0.role) \($0.count)" }.joined(separator: ", ")
    let resumed = start.step > 0 ? ", from step \(start.step)" : ""
    line.note(
      "training `\(start.name)`: \(start.totalSteps) steps\(resumed), \(start.samples) samples; weights: \(weights)"
    )
  }

  func trainingDidStep(_ progress: TrainingProgress) {
    line.show(describe(progress), isDue: progress.step == progress.totalSteps)
  }

  func trainingDidReport(_ message: String) { line.note(message) }

  func trainingDidEvaluate(_ progress: EvaluationProgress) {
    if progress.what != evaluated || progress.done < lookedAt { (started, evaluated) = (.now, progress.what) }
    lookedAt = progress.done
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let rate = seconds > 0 ? Double(progress.done) / seconds : 0
    let left = rate > 0 ? Double(progress.total - progress.done) / rate : 0
    line.show(
      "features of \(progress.what): \(progress.done)/\(progress.total)  \(StatusLine.number(rate))/s  "
        + "\(StatusLine.time(left)) left", isDue: progress.done == progress.total)
  }

  /// Ends the line, so that what follows starts on one of its own.
  func finish() { line.finish() }

  private func describe(_ progress: TrainingProgress) -> String {
    let losses = progress.losses.map { "\($0.role) \(StatusLine.number($0.value))" }.joined(separator: "  ")
    let share = Double(progress.step) / Double(max(1, progress.totalSteps))
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    return
      "[\(bar)] epoch \(progress.epoch)/\(progress.epochs)  step \(progress.step)/\(progress.totalSteps)  "
      + "\(StatusLine.number(progress.stepsPerSecond)) steps/s  \(losses)  "
      + "\(StatusLine.time(progress.secondsLeft)) left"
  }
}
