import QganSyntax

/// The findings of a check as the protocol writes them, by the address of the file that they lie in.
struct Findings {
  private(set) var byAddress: [String: [JSON]] = [:]

  /// `uri` gives the address of a path, `main` is the document's own.
  init(
    _ diagnostics: [Diagnostic], _ checked: CheckedProgram, uri: (String) -> String?, main: String
  ) {
    for diagnostic in diagnostics {
      let place = Self.place(diagnostic.range, checked)
      let path = checked.file(place.file).path
      let address = place.file == 0 ? main : uri(path) ?? main
      var finding: [String: JSON] = [
        "range": checked.json(place),
        "severity": .int(Self.severity(diagnostic.severity)),
        "code": .string(diagnostic.code),
        "source": "qganc",
        "message": .string(Self.message(diagnostic, isElsewhere: place != diagnostic.range)),
      ]
      let related = diagnostic.notes.compactMap { note -> JSON? in
        guard let range = note.range, let file = checked.program.sources.file(of: range),
          let address = range.file == 0 ? main : uri(file.path)
        else { return nil }
        return [
          "location": ["uri": .string(address), "range": checked.json(range)],
          "message": .string(note.message),
        ]
      }
      // Editors fade what is not needed.
      if LintRules.named(diagnostic.code)?.name.hasPrefix("unused-") == true { finding["tags"] = [1] }
      if !related.isEmpty { finding["relatedInformation"] = .array(related) }
      byAddress[address, default: []].append(.object(finding))
    }
  }

  /// Where a finding is shown: in a file of one's own, or at the include that leads to the library's.
  private static func place(_ range: SourceRange?, _ checked: CheckedProgram) -> SourceRange {
    let start = SourceRange(file: 0, start: 0, end: 0)
    guard let range, let file = checked.program.sources.file(of: range) else { return start }
    guard file.path.hasPrefix("std/") else { return range }
    for scope in checked.program.scopes where !scope.path.hasPrefix("std/") {
      if let include = scope.includes.first(where: { $0.value.file == range.file }) { return include.key }
    }
    return start
  }

  private static func severity(_ severity: Diagnostic.Severity) -> Int {
    switch severity {
    case .error: 1
    case .warning: 2
    case .note: 3
    }
  }

  /// The message, with the notes that have no place below it.
  private static func message(_ diagnostic: Diagnostic, isElsewhere: Bool) -> String {
    let notes = diagnostic.notes.filter { $0.range == nil }.map(\.message)
    let hints = diagnostic.fixes.map { "help: \($0.message)" }
    return ([diagnostic.message] + notes + hints).joined(separator: "\n")
  }
}
