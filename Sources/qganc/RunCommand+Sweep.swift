import ArgumentParser
import Foundation
import QganDriver
import QganTraining

/// `qganc run --sweep`: all points of a sweep, in processes of their own.
extension RunCommand {
  func validateSweep() throws {
    guard sweep != nil else {
      if jobs != nil || shard != nil { throw ValidationError("`--jobs` and `--shard` are about a `--sweep`") }
      return
    }
    guard file != nil, resume == nil, folder == nil else {
      throw ValidationError("a sweep takes a file, and finds its run folders under `--out` itself")
    }
    guard target.train == nil, target.variant == nil else {
      throw ValidationError("a sweep names its train blocks and variants itself")
    }
    if let jobs, jobs < 1 { throw ValidationError("at least one point runs at a time") }
    if let shard, Sweep.Shard(shard) == nil {
      throw ValidationError("`--shard` takes `i/n` with i from 1 to n, not `\(shard)`")
    }
  }

  func run(sweep name: String) throws {
    let path = file ?? ""
    let sweep = try Sweep(
      name, path: path, assignments: target.assignments + (seed.map { ["seed=\($0)"] } ?? []),
      lowering: Lowering(level: level), out: out, shard: shard.flatMap { Sweep.Shard($0) },
      report: { try Console.report($0, format: format) })
    if dryRun { return try Console.data(Self.list(sweep)) }
    let cores = Doctor.coreCount
    let jobs = max(1, min(self.jobs ?? cores, sweep.pending.count))
    let threads = self.threads ?? max(1, cores / max(1, self.jobs ?? cores))
    let interruption = Interruption()
    for job in sweep.dependencies {
      let progress = ProgressLine()
      defer { progress.finish() }
      let session = TrainingSession(
        job, options: .init(runs: out, threads: cores), observer: progress, interrupt: interruption.flag)
      if case .interrupted = try session.run().outcome { throw ExitWith(code: .interrupted) }
    }
    let observer = SweepProgressLine()
    let runner = SweepRunner(
      sweep, jobs: jobs, executable: try Self.executable(),
      arguments: { point in
        ["run", path, "--variant", point.target, "--folder", point.folder, "--out", out]
          + ["--threads", "\(threads)", "-O\(level)"] + point.assignments.flatMap { ["--set", $0] }
      }, observer: observer, interrupt: interruption.flag)
    let before = sweep.points.count - sweep.pending.count
    let endings = try runner.run()
    observer.finish()
    let summary = SweepSummary(sweep: sweep, before: before, endings: endings)
    try Console.data(format == .json ? summary.json : summary.text)
    if interruption.flag.isSet { throw ExitWith(code: .interrupted) }
    if let code = summary.failure { throw ExitWith(code: code) }
  }

  /// A line a point, with how far it is.
  private static func list(_ sweep: Sweep) -> String {
    let width = sweep.points.map(\.name.count).max() ?? 0
    let lines = sweep.points.map { point in
      let state =
        switch point.state {
        case .new: "to do"
        case .begun(let state): "\(state.rawValue), to go on with"
        case .finished: "done"
        }
      return point.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        + "\(point.totalSteps) steps  "
        + state
    }
    return (lines + ["\(sweep.pending.count) of \(sweep.points.count) points to do"]).joined(separator: "\n")
  }

  private static func executable() throws -> String {
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw DriverError(
        .usage, "the path of qganc cannot be found, and a sweep starts it anew for each point")
    }
    return path
  }
}

/// The last words of a sweep.
struct SweepSummary {
  private struct Record: Encodable {
    var point: String
    var folder: String
    var ending: String
  }

  let sweep: Sweep
  /// Points that were done before.
  let before: Int
  let endings: [(point: Sweep.Point, ending: SweepRunner.Ending)]

  /// The exit code of the first point that failed.
  var failure: QganDriver.ExitCode? {
    for case (_, .failed(let code)) in endings { return QganDriver.ExitCode(rawValue: code) ?? .data }
    return nil
  }

  var text: String {
    let done = before + endings.count { $0.ending == .finished }
    var lines = [
      "\(done) of \(sweep.points.count) points done\(before > 0 ? ", \(before) of them before" : "")"
    ]
    for (point, ending) in endings where ending != .finished {
      lines.append("  \(describe(ending)): \(point.name)  (\(point.folder)/log.txt)")
    }
    return lines.joined(separator: "\n")
  }

  var json: String {
    let ended = Dictionary(endings.map { ($0.point.name, describe($0.ending)) }) { first, _ in first }
    let records = sweep.points.map { point in
      Record(
        point: point.name, folder: point.folder,
        ending: ended[point.name] ?? (point.state == .finished ? "finished before" : "not started"))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(records) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  private func describe(_ ending: SweepRunner.Ending) -> String {
    switch ending {
    case .finished: "finished"
    case .interrupted: "interrupted"
    case .inUse: "trained by another process"
    case .failed(let code): "failed with exit code \(code)"
    }
  }
}
