import Glibc
import OrderedCollections

/// The logs of a run, cut to where a checkpoint left them, and its pictures.
///
/// Pictures are drawn, packed and written on a thread of their own. Events that come while one is pending wait for it, so
/// that files hold the same bytes whatever takes how long.
final class RunLogs {
  private let metrics: MetricsLog
  private let evaluations: AppendLog?
  private let events: SharedEventLog
  private let writer: BackgroundWriter
  private let folder: RunFolder

  /// Opens the logs of `folder` at the lengths that a checkpoint noted, or from the start; with `isInline`, pictures are
  /// there when a call returns; with `evaluates`, there is a log of evaluations.
  init(in folder: RunFolder, continuingAt lengths: [String: Int], isInline: Bool, evaluates: Bool = false)
    throws(TrainingError)
  {
    metrics = try MetricsLog(in: folder.path, continuingAt: lengths[MetricsLog.fileName] ?? 0)
    if evaluates {
      evaluations = try AppendLog(
        folder.path(EvaluationRecord.fileName), continuingAt: lengths[EvaluationRecord.fileName] ?? 0)
    } else {
      evaluations = nil
    }
    events = try SharedEventLog(
      in: folder.path, continuingAt: lengths[EventLog.fileName] ?? 0, wallTime: Self.wallTime)
    writer = BackgroundWriter(isInline: isInline)
    self.folder = folder
  }

  /// Bytes of each log, after forcing them and all pictures to the disk.
  func synchronizedLengths() throws -> [String: Int] {
    try finish()
    try metrics.synchronize()
    var lengths = [MetricsLog.fileName: metrics.length, EventLog.fileName: try events.synchronizedLength()]
    if let evaluations {
      try evaluations.synchronize()
      lengths[EvaluationRecord.fileName] = evaluations.length
    }
    return lengths
  }

  /// Throws the first error of a picture or an event that came after one.
  func check() throws { try writer.check() }

  /// Waits until everything is written, or throws the error that prevented it.
  func finish() throws { try writer.finish() }

  /// Adds one line of metrics and one point a curve; `/` groups curves, and becomes `.` in the line.
  func write(_ values: OrderedDictionary<String, JSONValue>, step: Int, epoch: Int) throws {
    var line: OrderedDictionary<String, JSONValue> = [:]
    for (name, value) in values { line[String(name.map { $0 == "/" ? "." : $0 })] = value }
    try metrics.append(step: step, epoch: epoch, line)
    let time = Self.wallTime
    let points = values.compactMap { name, value in value.asReal.map { (tag: name, value: Float($0)) } }
    try writer.writeInOrder(size: 64 * points.count) { [events] in
      try events.scalars(points, step: step, wallTime: time)
    }
  }

  /// Adds the values of an evaluation to the metrics and curves, and all of it to the evaluations.
  func write(_ record: EvaluationRecord, step: Int, epoch: Int) throws {
    try write(record.values.mapValues { .real($0) }, step: step, epoch: epoch)
    try evaluations?.append(Array((record.json.text + "\n").utf8))
  }

  /// Draws a picture of `samples` of `shape` into the folder of samples and the event log, while the caller goes on.
  func write(
    _ samples: [Float], shape: [Int], range: ClosedRange<Float>, as grid: SampleGrid, tag: String, step: Int
  ) throws {
    let time = Self.wallTime
    try writer.write(size: 4 * samples.count) { [events, folder] in
      let image = try grid.draw(samples, shape: shape, range: range)
      let png = try folder.writeSamples(image, step: step)
      try events.image(tag, png: png, of: image, step: step, wallTime: time)
    }
  }

  /// Seconds since 1970; only event files hold times, so that metrics are the same in every run.
  private static var wallTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
