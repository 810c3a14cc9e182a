import ArgumentParser
import QganDriver
import QganReport
import QganTraining

/// `qganc report`: a page about runs.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write one page about runs: results, curves, samples, circuits, settings.",
    discussion: """
      A folder of runs stands for all run folders in it. Runs that differ in their seed alone are a group, whose means
      and spread are shown. The page needs nothing else: no network, no other file.

      Examples:
        qganc report runs/hybrid-0001 -o report.html
        qganc report runs/study -o study.html
        qganc report runs/study --format json
      """)

  @Argument(help: "Run folders, or folders of run folders.", completion: .directory)
  var folders: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the page goes; standard output with `-`.", valueName: "file"),
    completion: .file())
  var output: String = "report.html"

  @Option(help: ArgumentHelp("The heading.", valueName: "text"))
  var title: String?

  @Flag(help: "Every grid of every seed, in place of six of one seed of each group.")
  var allGrids = false

  @Option(help: "The page, or the table of results as JSON on standard output.")
  var format: ReportFormat = .html

  func run() throws {
    var options = ReportPage.Options()
    options.title = title
    options.hasAllGrids = allGrids
    let report = try Report(paths: folders, options: options)
    for warning in report.warnings { Console.note("warning: \(warning)") }
    switch format {
    case .json: try Console.data(report.page.json().text)
    case .html where output == "-": try Console.data(report.page.html())
    case .html:
      try OutputFile.write(Array(report.page.html().utf8), to: output)
      Console.note("wrote \(output): \(report.runs.count) run\(report.runs.count == 1 ? "" : "s")")
    }
  }
}

/// What `qganc report` writes.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case html, json
}
