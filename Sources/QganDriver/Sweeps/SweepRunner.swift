import Foundation
import QganTraining

/// Who wants to know how a sweep goes on; called on the runner's thread.
public protocol SweepObserver: AnyObject {
  /// A point's process has started.
  func sweepDidStart(_ point: Sweep.Point)
  /// A point's process has ended; `message` says why if it failed.
  func sweepDidEnd(_ point: Sweep.Point, _ ending: SweepRunner.Ending, seconds: Double, message: String)
  /// Called a few times a second.
  func sweepDidProgress(_ progress: SweepProgress)
}

/// Where a sweep is.
public struct SweepProgress: Sendable {
  /// Points that are done, of `total`.
  public var finished: Int
  public var total: Int
  /// Names of points that are being trained, with their steps and all that they will have.
  public var running: [(name: String, step: Int, totalSteps: Int)]
  /// Seconds until the end at the pace so far; `nil` while unknown.
  public var secondsLeft: Double?
}

/// Trains the points of a sweep in processes of their own, some at a time; a point that fails does not stop the others.
public final class SweepRunner {
  /// Set in the environment of a process that a sweep starts, to the number of the sweep's process: when that ends, so
  /// does the point, with a checkpoint.
  public static let parentVariable = PointProcess.parentVariable

  /// How a point's process ended.
  public enum Ending: Hashable, Sendable {
    case finished
    case interrupted
    /// Another process has the point's folder.
    case inUse
    /// With this exit code.
    case failed(Int32)
  }

  private let sweep: Sweep
  private let jobs: Int
  private let executable: String
  private let arguments: (Sweep.Point) -> [String]
  private let interrupt: InterruptFlag
  private weak var observer: (any SweepObserver)?

  private var waiting: ArraySlice<Sweep.Point>
  private var running: [PointProcess] = []
  private var finished: Int
  private var doneSteps = 0
  private let start = ContinuousClock.now

  /// A runner of at most `jobs` processes of `executable`, whose `arguments` for a point are given.
  public init(
    _ sweep: Sweep, jobs: Int, executable: String, arguments: @escaping (Sweep.Point) -> [String],
    observer: (any SweepObserver)? = nil, interrupt: InterruptFlag = InterruptFlag()
  ) {
    self.sweep = sweep
    self.jobs = max(1, jobs)
    self.executable = executable
    self.arguments = arguments
    self.observer = observer
    self.interrupt = interrupt
    waiting = sweep.pending[...]
    finished = sweep.points.count - waiting.count
  }

  /// Runs until every point has ended or, after an interruption, those that were running have stopped; returns how
  /// each ended that was started.
  public func run() throws -> [(point: Sweep.Point, ending: Ending)] {
    var endings: [(point: Sweep.Point, ending: Ending)] = []
    var isStopping = false
    while !running.isEmpty || (!waiting.isEmpty && !isStopping) {
      if interrupt.isSet, !isStopping {
        isStopping = true
        for process in running { process.stop() }
      }
      while !isStopping, running.count < jobs, let next = waiting.popFirst() { try begin(next) }
      for process in running where !process.isRunning { endings.append(end(process)) }
      running.removeAll { !$0.isRunning }
      observer?.sweepDidProgress(progress)
      Thread.sleep(forTimeInterval: 0.1)
    }
    return endings
  }

  private func begin(_ point: Sweep.Point) throws {
    do {
      running.append(try PointProcess(point, executable: executable, arguments: arguments(point)))
    } catch {
      for process in running { process.stop() }
      throw error
    }
    observer?.sweepDidStart(point)
  }

  private func end(_ process: PointProcess) -> (point: Sweep.Point, ending: Ending) {
    let ending: Ending
    let code = process.exitCode
    switch code {
    case ExitCode.success.rawValue: ending = .finished
    case ExitCode.interrupted.rawValue: ending = .interrupted
    case ExitCode.usage.rawValue where process.lastWords.contains("another process"): ending = .inUse
    default: ending = .failed(code)
    }
    if ending == .finished { finished += 1 }
    doneSteps += max(0, process.step - process.firstStep)
    observer?.sweepDidEnd(
      process.point, ending, seconds: (ContinuousClock.now - process.started) / .seconds(1),
      message: ending == .finished ? "" : process.lastWords)
    return (process.point, ending)
  }

  private var progress: SweepProgress {
    let active = running.map { (name: $0.point.name, step: $0.step, totalSteps: $0.point.totalSteps) }
    let done = zip(running, active).reduce(doneSteps) { $0 + max(0, $1.1.step - $1.0.firstStep) }
    let left =
      waiting.reduce(0) { $0 + $1.totalSteps }
      + active.reduce(0) { $0 + max(0, $1.totalSteps - $1.step) }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return SweepProgress(
      finished: finished, total: sweep.points.count, running: active,
      secondsLeft: done > 0 && seconds > 5 ? seconds / Double(done) * Double(left) : nil)
  }
}
