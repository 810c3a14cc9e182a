import Glibc
import OrderedCollections

/// The two logs of a run, cut to where a checkpoint left them.
final class RunLogs {
  private let metrics: MetricsLog
  private let events: EventLog

  /// Opens the logs of `folder` at the lengths that a checkpoint noted, or from the start.
  init(in folder: RunFolder, continuingAt lengths: [String: Int]) throws(TrainingError) {
    metrics = try MetricsLog(in: folder.path, continuingAt: lengths[MetricsLog.fileName] ?? 0)
    events = try EventLog(
      in: folder.path, continuingAt: lengths[EventLog.fileName] ?? 0, wallTime: Self.wallTime)
  }

  /// Bytes of each log, after forcing them to the disk.
  func synchronizedLengths() throws(TrainingError) -> [String: Int] {
    try metrics.synchronize()
    try events.synchronize()
    return [MetricsLog.fileName: metrics.length, EventLog.fileName: events.length]
  }

  /// Adds one line of metrics and one point a curve; `/` groups curves, and becomes `.` in the line.
  func write(_ values: OrderedDictionary<String, JSONValue>, step: Int, epoch: Int) throws(TrainingError) {
    var line: OrderedDictionary<String, JSONValue> = [:]
    for (name, value) in values { line[String(name.map { $0 == "/" ? "." : $0 })] = value }
    try metrics.append(step: step, epoch: epoch, line)
    let time = Self.wallTime
    for (name, value) in values {
      guard let number = value.asReal else { continue }
      try events.scalar(name, Float(number), step: step, wallTime: time)
    }
  }

  /// Adds a picture.
  func write(_ image: Image, png: [UInt8], tag: String, step: Int) throws(TrainingError) {
    try events.image(tag, png: png, of: image, step: step, wallTime: Self.wallTime)
  }

  /// Seconds since 1970; only event files hold times, so that metrics are the same in every run.
  private static var wallTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
