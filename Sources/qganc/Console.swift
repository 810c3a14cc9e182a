import Foundation
import QganDriver
import QganSyntax

/// What a command prints: data on standard output, everything else on standard error.
enum Console {
  /// Whether standard error is a terminal that wants colour.
  static let hasColor: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDERR_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }()

  /// Characters of a line of the terminal that standard output is, or `nil` if it is none.
  static var width: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Prints `text` and a line break on standard error.
  static func note(_ text: String) {
    message(text + "\n")
  }

  /// Writes `text` on standard error as it is; a closed or full standard error is nobody's fault.
  static func message(_ text: String) {
    try? OutputFile.write(Array(text.utf8), descriptor: STDERR_FILENO, name: "standard error")
  }

  /// Prints results and a line break on standard output; throws `DriverError` if they cannot be written.
  static func data(_ text: String) throws {
    do {
      try OutputFile.write(Array((text + "\n").utf8), descriptor: STDOUT_FILENO, name: "standard output")
    } catch is OutputFile.ClosedPipe {
      throw ExitWith(code: .success)
    }
  }

  /// Prints an error that has no place in a file.
  static func error(_ message: String, hint: String? = nil) {
    let label = hasColor ? "\u{1B}[1;31merror\u{1B}[0m" : "error"
    note("\(label): \(message)")
    if let hint { note("  help: \(hint)") }
  }

  /// Prints findings as text on standard error, or as a JSON array on standard output; there, when results went out,
  /// the array is on standard error, and left out if empty.
  static func report(_ compilation: Compilation, format: OutputFormat, afterResults: Bool = false) throws {
    let renderer = DiagnosticRenderer(sources: compilation.sources, color: format == .text && hasColor)
    switch format {
    case .json where !afterResults: try data(renderer.renderJSON(compilation.diagnostics))
    case .json:
      guard !compilation.diagnostics.isEmpty else { return }
      note(renderer.renderJSON(compilation.diagnostics))
    case .text:
      guard !compilation.diagnostics.isEmpty else { return }
      note(renderer.render(compilation.diagnostics))
    }
  }
}
