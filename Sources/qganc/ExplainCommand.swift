import ArgumentParser
import QganDriver

/// `qganc explain`: what a diagnostic's code means.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell what a diagnostic means, with an example.",
    discussion: """
      Examples:
        qganc explain QG103
        qganc explain            lists every code
      """)

  @Argument(help: ArgumentHelp("A code, such as QG103.", valueName: "code"))
  var code: String?

  @Option(help: "How the explanation is printed.")
  var format: OutputFormat = .text

  func run() throws {
    guard let code else {
      try Console.data(format == .json ? Explanations.listJSON() : Explanations.list())
      return
    }
    guard let explanation = Explanations.explanation(of: code.uppercased()) else {
      throw DriverError(.usage, "there is no diagnostic `\(code)`", hint: Explanations.hint(for: code))
    }
    try Console.data(format == .json ? explanation.json() : explanation.text())
  }
}
