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

  /// Prints `text` and a line break on standard error.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Prints an error that has no place in a file.
  static func error(_ message: String, hint: String? = nil) {
    let label = hasColor ? "\u{1B}[1;31merror\u{1B}[0m" : "error"
    note("\(label): \(message)")
    if let hint { note("  help: \(hint)") }
  }

  /// Prints findings as text on standard error, or as a JSON array on standard output.
  static func report(_ compilation: Compilation, format: OutputFormat) {
    let renderer = DiagnosticRenderer(sources: compilation.sources, color: format == .text && hasColor)
    switch format {
    case .json: print(renderer.renderJSON(compilation.diagnostics))
    case .text:
      guard !compilation.diagnostics.isEmpty else { return }
      note(renderer.render(compilation.diagnostics))
    }
  }
}
