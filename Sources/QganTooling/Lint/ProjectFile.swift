import QganSyntax

/// A project's qgan.toml, in a small subset of TOML: tables, strings, arrays of strings, comments.
///
/// ```
/// [lint]
/// ignore = ["QG361"]
///
/// [lint.severity]
/// QG301 = "error"     # error, warning, note or off
///
/// [style]
/// circuits = "snake_case"
/// ```
public struct ProjectFile: Sendable {
  public static let name = "qgan.toml"

  /// What `qganc explain` tells about findings in such a file.
  public static let rule = DiagnosticRule(
    code: "QG300", title: "bad qgan.toml",
    explanation:
      "A qgan.toml is tables of `key = value`, values being strings or lists of strings. Of `[lint]` there are `select` and `ignore`, lists of rules, and of `[lint.severity]` a severity a rule, and of `[style]` how names are written, by kind of declaration: constants, gates, circuits, models, datasets, runs.",
    bad: "[lint]\nignored = [\"QG361\"]", good: "[lint]\nignore = [\"QG361\"]")

  public private(set) var settings = LintSettings()
  /// What is wrong with the file, with places.
  public private(set) var diagnostics: [Diagnostic] = []

  /// Reads the file; what is wrong is in `diagnostics`, and the rest counts.
  public init(_ file: SourceFile) {
    var reader = TOMLReader(file)
    for entry in reader.entries() {
      switch (entry.table, entry.key.text) {
      case ("lint", "ignore"): settings.ignored = codes(entry)
      case ("lint", "select"): settings.selected = codes(entry)
      case ("lint.severity", let code): setSeverity(code, entry)
      case ("style", let kind): setStyle(kind, entry)
      default:
        // Tables of other tools are theirs.
        guard entry.table == "lint" || entry.table.hasPrefix("lint.") || entry.table.isEmpty else { continue }
        report(
          "there is no setting `\(entry.key.text)` in [\(entry.table)]", at: entry.key.range,
          known: ["ignore", "select"])
      }
    }
    for table in reader.tables
    where table.text.hasPrefix("lint") && !["lint", "lint.severity"].contains(table.text) {
      report("there is no table [\(table.text)]", at: table.range, known: ["lint", "lint.severity"])
    }
    diagnostics = reader.diagnostics + diagnostics
  }

  private mutating func setSeverity(_ code: String, _ entry: TOMLReader.Entry) {
    guard let rule = LintRules.named(code) else {
      return report("there is no lint rule `\(code)`", at: entry.key.range, known: LintRules.all.map(\.code))
    }
    guard case .string(let text) = entry.value else {
      return report("a severity is a string", at: entry.range, known: [])
    }
    if text == "off" {
      settings.ignored.insert(rule.code)
    } else if let severity = Diagnostic.Severity(rawValue: text) {
      settings.severities[rule.code] = severity
    } else {
      report(
        "a severity is \"error\", \"warning\", \"note\" or \"off\"", at: entry.range,
        known: Diagnostic.Severity.allCases.map(\.rawValue))
    }
  }

  private mutating func setStyle(_ name: String, _ entry: TOMLReader.Entry) {
    guard let kind = NamingStyle.Kind(rawValue: name) else {
      return report(
        "there is no style `\(name)`; there are \(NamingStyle.Kind.allCases.map(\.rawValue).joined(separator: ", "))",
        at: entry.key.range, known: [])
    }
    let texts: [String]
    switch entry.value {
    case .string(let text): texts = [text]
    case .strings(let list): texts = list
    }
    let conventions = texts.compactMap(NamingStyle.Convention.init(rawValue:))
    guard !texts.isEmpty, conventions.count == texts.count else {
      return report(
        "a style is a way to write names, or a list of them", at: entry.range,
        known: NamingStyle.Convention.allCases.map(\.rawValue))
    }
    settings.naming[kind] = conventions
  }

  private mutating func codes(_ entry: TOMLReader.Entry) -> Set<String> {
    guard case .strings(let list) = entry.value else {
      report("`\(entry.key.text)` is a list such as [\"QG361\"]", at: entry.range, known: [])
      return []
    }
    var result: Set<String> = []
    for text in list {
      if let rule = LintRules.named(text) {
        result.insert(rule.code)
      } else {
        report("there is no lint rule `\(text)`", at: entry.range, known: LintRules.all.map(\.code))
      }
    }
    return result
  }

  private mutating func report(_ message: String, at range: SourceRange, known: [String]) {
    diagnostics.append(
      Diagnostic(
        "QG300", message, at: range,
        notes: known.isEmpty || known.count > 4 ? [] : [.init("there are " + known.joined(separator: ", "))]))
  }
}
