import Foundation
import QganDriver
import QganTraining

/// Shows how a run goes on: one line that is written over on a terminal; elsewhere only what a person should read.
final class ProgressLine: TrainingObserver {
  private let isLive = isatty(STDERR_FILENO) == 1
  private var lastDrawn = ContinuousClock.now - .seconds(1)
  private var isDrawn = false
  /// What features are being computed of, since when, and how many samples are done.
  private var (evaluated, started, lookedAt) = ("", ContinuousClock.now, 0)

  func trainingDidStart(_ start: TrainingStart) {
    guard isLive else { return }
    let weights = start.weightCounts.map { "\($0.role) \($0.count)" }.joined(separator: ", ")
    let resumed = start.step > 0 ? ", from step \(start.step)" : ""
    message(
      "training `\(start.name)`: \(start.totalSteps) steps\(resumed), \(start.samples) samples; weights: \(weights)"
    )
  }

  func trainingDidStep(_ progress: TrainingProgress) {
    guard isLive, ContinuousClock.now - lastDrawn > .milliseconds(100) || progress.step == progress.totalSteps
    else {
      return
    }
    lastDrawn = .now
    let losses = progress.losses.map { "\($0.role) \(ProgressLine.number($0.value))" }.joined(separator: "  ")
    let rate = ProgressLine.number(progress.stepsPerSecond)
    let share = Double(progress.step) / Double(max(1, progress.totalSteps))
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled)
    let text =
      "[\(bar)] epoch \(progress.epoch)/\(progress.epochs)  step \(progress.step)/\(progress.totalSteps)  "
      + "\(rate) steps/s  \(losses)  \(ProgressLine.time(progress.secondsLeft)) left"
    write("\r\u{1B}[2K" + text)
    isDrawn = true
  }

  func trainingDidReport(_ message: String) { self.message(message) }

  func trainingDidEvaluate(_ progress: EvaluationProgress) {
    if progress.what != evaluated || progress.done < lookedAt { (started, evaluated) = (.now, progress.what) }
    lookedAt = progress.done
    guard isLive, ContinuousClock.now - lastDrawn > .milliseconds(100) || progress.done == progress.total
    else {
      return
    }
    lastDrawn = .now
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let rate = seconds > 0 ? Double(progress.done) / seconds : 0
    let left = rate > 0 ? Double(progress.total - progress.done) / rate : 0
    write(
      "\r\u{1B}[2Kfeatures of \(progress.what): \(progress.done)/\(progress.total)  \(ProgressLine.number(rate))/s  "
        + "\(ProgressLine.time(left)) left")
    isDrawn = true
  }

  /// Ends the line, so that what follows starts on one of its own.
  func finish() {
    if isDrawn { write("\n") }
    isDrawn = false
  }

  private func message(_ text: String) {
    finish()
    Console.note(text)
  }

  private func write(_ text: String) { Console.message(text) }

  /// Four digits, without an exponent where none is needed.
  private static func number(_ value: Double) -> String {
    abs(value) < 1000 ? String(format: "%.3f", value) : String(format: "%.4g", value)
  }

  /// `2:31` or `1:02:31`.
  private static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e7 else { return "?" }
    let total = Int(seconds.rounded())
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
  }
}
