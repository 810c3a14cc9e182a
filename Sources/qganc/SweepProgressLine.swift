import Foundation
import QganDriver

/// Shows how a sweep goes on: a line for each point that ends, and on a terminal one that is written over.
final class SweepProgressLine: SweepObserver {
  private let line = StatusLine()

  func sweepDidStart(_ point: Sweep.Point) {
    if case .begun = point.state { line.note("\(point.name): going on") }
  }

  func sweepDidEnd(_ point: Sweep.Point, _ ending: SweepRunner.Ending, seconds: Double, message: String) {
    switch ending {
    case .finished: line.note("\(point.name): done in \(StatusLine.time(seconds))")
    case .interrupted: line.note("\(point.name): interrupted, with a checkpoint")
    case .inUse: line.note("\(point.name): left to the process that trains it")
    case .failed(let code): line.note("\(point.name): failed with exit code \(code): \(message)")
    }
  }

  func sweepDidProgress(_ progress: SweepProgress) {
    let running = progress.running.map { "\($0.name) \($0.step)/\($0.totalSteps)" }.joined(separator: "  ")
    let left = progress.secondsLeft.map { "  \(StatusLine.time($0)) left" } ?? ""
    line.show("\(progress.finished) of \(progress.total) done  \(running)\(left)")
  }

  func finish() { line.finish() }
}
