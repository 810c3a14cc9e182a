import Foundation
import QganDriver

/// What the bench prints: results on standard output, everything else on standard error.
enum Console {
  /// Prints a line of results at once; throws `DriverError`, or `OutputFile.ClosedPipe` when nobody reads any more.
  static func data(_ text: String) throws {
    try OutputFile.write(Array((text + "\n").utf8), descriptor: STDOUT_FILENO, name: "standard output")
  }

  /// Prints a line on standard error; a closed or full standard error is nobody's fault.
  static func note(_ text: String) {
    try? OutputFile.write(Array((text + "\n").utf8), descriptor: STDERR_FILENO, name: "standard error")
  }

  /// Prints an error with its advice.
  static func error(_ error: DriverError) {
    note("error: \(error.message)" + (error.hint.map { "\n  help: \($0)" } ?? ""))
  }
}
