import Foundation
import QganTraining
import Testing

/// A run of the built `qganc-bench` to its end.
struct BenchProcess {
  var code: Int32
  var output: String
  var errors: String

  var lines: [String] { output.split(separator: "\n").map(String.init) }
  /// Each line as a JSON object's members, in their order.
  func objects() throws -> [[(key: String, value: JSONValue)]] {
    try lines.map { line in
      guard case .object(let members) = try JSONParser.parse(Array(line.utf8)) else { return [] }
      return members.map { ($0, $1) }
    }
  }

  init(_ arguments: String...) throws { try self.init(all: arguments) }

  init(all arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(BenchProcess.executable, "not built"))
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Little is written to standard error, so that its pipe does not fill.
    self.output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    code = process.terminationStatus
  }

  /// Built beside the tests' bundle.
  private static let executable: String? = {
    let candidates = [Bundle.main.executablePath ?? "", Bundle.main.bundlePath] + CommandLine.arguments
    for candidate in candidates where !candidate.isEmpty {
      var folder = URL(fileURLWithPath: candidate)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let path = folder.appendingPathComponent("qganc-bench").path
        if FileManager.default.isExecutableFile(atPath: path) { return path }
      }
    }
    return nil
  }()
}
