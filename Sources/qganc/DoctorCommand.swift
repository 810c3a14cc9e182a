import ArgumentParser
import QganDriver

/// `qganc doctor`: what this machine offers.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show what qganc finds on this machine.",
    discussion: """
      Instruction set, libraries, threads, memory, and which data sets are installed.

      Examples:
        qganc doctor
        qganc doctor --format json
      """)

  @Option(help: "How the report is printed.")
  var format: OutputFormat = .text

  func run() throws {
    let report = Doctor.examine()
    try Console.data(format == .json ? report.json() : report.text())
  }
}
