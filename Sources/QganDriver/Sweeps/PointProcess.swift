import Foundation
import QganTraining

/// A process that trains one point of a sweep; what it prints is kept in `log.txt` of the point's folder.
final class PointProcess {
  let point: Sweep.Point
  let started = ContinuousClock.now
  /// Steps that the point had before.
  let firstStep: Int
  private let process = Process()
  private let log: FileHandle
  private let logPath: String

  /// Set for a process that a sweep started: it stops when the process with this number is no longer its parent.
  static let parentVariable = "QGANC_SWEEP_PROCESS"

  /// Starts `executable` with `arguments`; throws `TrainingError` if the folder cannot be made or written in.
  init(_ point: Sweep.Point, executable: String, arguments: [String]) throws {
    self.point = point
    firstStep = Self.lastMetrics(in: point.folder)?["step"]?.asInteger ?? 0
    try Folder.create(point.folder)
    logPath = Folder.join(point.folder, "log.txt")
    guard FileManager.default.createFile(atPath: logPath, contents: nil),
      let log = FileHandle(forWritingAtPath: logPath)
    else { throw TrainingError.io(path: logPath, operation: "write", code: EACCES) }
    self.log = log
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment[Self.parentVariable] = "\(getpid())"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = log
    process.standardError = log
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// Asks the process to finish its step, write a checkpoint and end.
  func stop() { kill(process.processIdentifier, SIGTERM) }

  /// How the process ended; 128 and the signal's number if it was killed.
  var exitCode: Int32 {
    process.waitUntilExit()
    return process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
  }

  /// What the process said last.
  var lastWords: String {
    guard let source = try? ByteSource(path: logPath) else { return "" }
    let count = min(source.size, 2000)
    let bytes = (try? source.read(at: source.size - count, count: count)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    return lines.last { $0.hasPrefix("error") }.map(String.init) ?? lines.last.map(String.init) ?? ""
  }

  /// Steps done, as the log of metrics says.
  var step: Int { Self.lastMetrics(in: point.folder)?["step"]?.asInteger ?? 0 }

  /// The last whole line of a run's metrics.
  static func lastMetrics(in folder: String) -> JSONValue? {
    guard let source = try? ByteSource(path: Folder.join(folder, MetricsLog.fileName)) else { return nil }
    let count = min(source.size, 1 << 14)
    let bytes = (try? source.read(at: source.size - count, count: count)) ?? []
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    // What is being written may be cut off, and the first line may be.
    return lines.reversed().lazy.compactMap { try? JSONParser.parse(Array($0)) }.first
  }
}
