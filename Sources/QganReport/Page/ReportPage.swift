import QganTraining

/// One self-contained page about runs: results, curves, samples, circuits, settings, provenance.
public struct ReportPage {
  /// A circuit of a program, drawn.
  public struct CircuitDrawing: Hashable, Sendable {
    public var title: String
    /// A whole `svg` element.
    public var svg: String

    public init(title: String, svg: String) {
      self.title = title
      self.svg = svg
    }
  }

  /// What is shown and how.
  public struct Options: Sendable {
    /// The heading; made of what was run if `nil`.
    public var title: String?
    /// Shows every grid of every seed, not six of one.
    public var hasAllGrids = false
    /// Version of the program that writes the page.
    public var version = ""

    public init() {}
  }

  /// Runs that could be read.
  public let groups: [ReportGroup]
  /// Runs that could not.
  let unreadable: [RunRecord]
  let options: Options
  /// By group, in order.
  let circuits: [[CircuitDrawing]]
  /// What could not be drawn and why.
  let circuitProblems: [String]
  let summary: ReportSummary

  /// `circuits` draws what a run's program trains; where it throws, the page says that it is not drawn.
  public init(
    _ runs: [RunRecord], options: Options = Options(),
    circuits: (RunRecord) throws -> [CircuitDrawing] = { _ in [] }
  ) {
    groups = ReportGroup.groups(of: runs.filter(\.isReadable))
    unreadable = runs.filter { !$0.isReadable }
    self.options = options
    summary = ReportSummary(groups)
    var problems: [String] = []
    self.circuits = groups.map { group in
      guard let run = group.runs.first(where: { $0.sourcesDigest != nil }) else { return [] }
      do { return try circuits(run) } catch {
        // The error may name files of this machine, so that it is told by the caller and not here.
        problems.append("The circuits of \(group.letter) are not drawn: its program does not compile here.")
        return []
      }
    }
    circuitProblems = problems
  }

  /// The whole page.
  public func html() -> String {
    let title = heading
    let sections: [(id: String, name: String, body: String?)] = [
      ("results", "Results", summarySection()), ("curves", "Curves", curvesSection()),
      ("samples", "Samples", samplesSection()), ("circuits", "Circuits", circuitsSection()),
      ("settings", "Settings", settingsSection()), ("runs", "Runs and provenance", provenanceSection()),
    ]
    let present = sections.filter { $0.body != nil }
    var lines = [
      "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
      "<title>\(HTML.escaped(title))</title>", "<style>\(ReportStyle.css)</style>", "</head>", "<body>",
      "<header>",
      "<h1>\(HTML.escaped(title))</h1>", "<p class=\"lead\">\(HTML.escaped(lead))</p>",
    ]
    let links = present.map { "<a href=\"#\($0.id)\">\($0.name)</a>" }
    lines += ["<nav aria-label=\"Sections\">\(links.joined(separator: " "))</nav>", "</header>", "<main>"]
    for section in present {
      lines += [
        "<section id=\"\(section.id)\">", "<h2>\(section.name)</h2>", section.body ?? "", "</section>",
      ]
    }
    lines += [
      "</main>", "<footer>Written by qganc \(HTML.escaped(options.version)) from run folders.</footer>",
      "<script>\(ReportScript.text)</script>", "</body>", "</html>", "",
    ]
    return lines.joined(separator: "\n")
  }

  /// The table of results, for other programs.
  public func json() -> JSONValue { summary.json(groups) }

  private var heading: String {
    if let title = options.title { return title }
    var names: [String] = []
    for group in groups {
      let block = group.runs[0].block
      if !block.isEmpty, !names.contains(block) { names.append(block) }
    }
    if names.isEmpty { return "Training runs" }
    return names.count > 4
      ? names.prefix(4).joined(separator: ", ") + " and others" : names.joined(separator: ", ")
  }

  /// How many runs of what, and when.
  private var lead: String {
    let runs = groups.flatMap(\.runs)
    var parts = ["\(HTML.count(runs.count)) run\(runs.count == 1 ? "" : "s")"]
    if groups.count > 1 || runs.count > groups.count {
      parts[0] +=
        " in \(groups.count) group\(groups.count == 1 ? "" : "s") of equal settings but for the seed"
    }
    if let first = runs.compactMap(\.started).min(), let last = runs.compactMap(\.ended).max() {
      parts.append("from \(HTML.time(first)) to \(HTML.time(last))")
    }
    let states = ["finished", "running", "interrupted", "failed"].compactMap { state -> String? in
      let count = runs.count { $0.state == state }
      return count == 0 || (state == "finished" && count == runs.count) ? nil : "\(count) \(state)"
    }
    parts += states
    if !unreadable.isEmpty { parts.append("\(unreadable.count) could not be read") }
    return parts.joined(separator: "; ")
  }

  /// A group's chip and name.
  func name(_ index: Int) -> String {
    HTML.chip(groups[index].letter, index) + HTML.escaped(groups[index].label)
  }

  /// All groups with their colours.
  func legend() -> String {
    let items = groups.indices.map { "<li data-g=\"\($0)\">\(name($0))</li>" }
    return "<ul class=\"legend\">\(items.joined())</ul>"
  }
}
