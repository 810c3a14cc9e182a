import ArgumentParser
import QganDriver

import struct QganSyntax.Diagnostic
import struct QganSyntax.DiagnosticRenderer

/// `qganc lint`: finds what compiles and is probably not meant.
struct LintCommand: ParsableCommand {
  /// How findings are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif, github
  }

  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what compiles and is probably not meant.",
    discussion: """
      Settings come from the nearest qgan.toml; `// qgan:allow(QG301)` allows findings of its line and of the next.
      Ends with 1 if there are warnings or errors; notes are advice.

      Examples:
        qganc lint model.qgan
        qganc lint --fix examples/*/*.qgan
        qganc lint --select QG301,QG302 model.qgan
        qganc lint --explain QG301
      """)

  @Argument(help: "The .qgan files.", completion: .file(extensions: ["qgan"]))
  var files: [String] = []

  @Flag(help: "Make the changes that keep what the program computes.")
  var fix = false

  @Flag(help: "Make the other changes too.")
  var unsafeFixes = false

  @Option(help: "How findings are printed.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp("Rules that run, in place of all; codes or names with commas.", valueName: "rules"))
  var select: [String] = []

  @Option(help: ArgumentHelp("Rules that do not run.", valueName: "rules"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("Tell what a rule means.", valueName: "rule"))
  var explain: String?

  func validate() throws {
    guard explain != nil || !files.isEmpty else { throw ValidationError("name at least one .qgan file") }
  }

  func run() throws {
    if let explain {
      let code = LintChoice.code(of: explain) ?? explain.uppercased()
      guard let explanation = Explanations.explanation(of: code) else {
        throw DriverError(.usage, "there is no rule `\(explain)`", hint: Explanations.hint(for: explain))
      }
      return try Console.data(explanation.text())
    }
    let choice = try LintChoice(select: select, ignore: ignore)
    var reports: [Lint.Report] = []
    for file in files {
      let project = try Project(of: file)
      guard project.diagnostics.isEmpty else {
        Console.note(
          DiagnosticRenderer(sources: project.sources, color: Console.hasColor).render(project.diagnostics))
        throw ExitWith(code: .usage)
      }
      let lint = Lint(settings: choice.applied(to: project.settings))
      reports.append(
        fix || unsafeFixes
          ? try lint.fix(path: file, unsafe: unsafeFixes) : try lint.report(path: file))
    }
    try report(reports)
    if reports.contains(where: \.hasFindings) { throw ExitWith(code: .program) }
  }

  private func report(_ reports: [Lint.Report]) throws {
    switch format {
    case .text:
      for report in reports where !report.findings.isEmpty {
        Console.note(
          DiagnosticRenderer(sources: report.sources, color: Console.hasColor).render(report.findings))
      }
      Console.note(summary(reports))
    case .json: try Console.data(LintFormats.json(reports).trimmed)
    case .sarif: try Console.data(LintFormats.sarif(reports).trimmed)
    case .github:
      let lines = LintFormats.github(reports)
      if !lines.isEmpty { try Console.data(lines.joined(separator: "\n")) }
    }
  }

  private func summary(_ reports: [Lint.Report]) -> String {
    let findings = reports.flatMap(\.findings)
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    var parts: [String] = []
    for (severity, noun) in [(Diagnostic.Severity.error, "error"), (.warning, "warning"), (.note, "note")] {
      let count = findings.count { $0.severity == severity }
      if count > 0 { parts.append(counted(count, noun)) }
    }
    let fixed = reports.reduce(0) { $0 + $1.fixCount }
    let found = parts.isEmpty ? "no findings" : parts.joined(separator: ", ")
    return "\(counted(reports.count, "file")): \(found)"
      + (fixed > 0 ? "; made \(counted(fixed, "change"))" : "")
  }
}

extension String {
  /// Without the line break at the end, which printing adds.
  fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
