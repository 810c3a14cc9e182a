extension DiagnosticRenderer {
  /// `diagnostics` as a JSON array of objects, keys in a fixed order, one object a line, ending in a line break.
  ///
  /// Each object has `code`, `severity`, `message`, `file`, `line`, `column`, `endLine`, `endColumn`, `notes` and `fixes`;
  /// places that are not known are `null`. Lines and columns count from 1, columns in Unicode scalars, and the end is the
  /// place just behind the last character.
  public func renderJSON(_ diagnostics: [Diagnostic]) -> String {
    guard !diagnostics.isEmpty else { return "[]\n" }
    return "[\n" + diagnostics.map { "  " + json($0) }.joined(separator: ",\n") + "\n]\n"
  }

  private func json(_ diagnostic: Diagnostic) -> String {
    var fields = [
      ("code", quoted(diagnostic.code)),
      ("severity", quoted(diagnostic.severity.rawValue)),
      ("message", quoted(diagnostic.message)),
    ]
    fields += place(diagnostic.range)
    fields.append(
      ("notes", array(diagnostic.notes.map { object([("message", quoted($0.message))] + place($0.range)) })))
    fields.append(("fixes", array(diagnostic.fixes.map(json))))
    return object(fields)
  }

  private func json(_ fix: Diagnostic.Fix) -> String {
    let edits = fix.edits.map { object(place($0.range) + [("replacement", quoted($0.replacement))]) }
    return object([
      ("message", quoted(fix.message)), ("isSafe", fix.isSafe ? "true" : "false"), ("edits", array(edits)),
    ])
  }

  private func place(_ range: SourceRange?) -> [(String, String)] {
    guard let range, let file = sources.file(of: range) else {
      return ["file", "line", "column", "endLine", "endColumn"].map { ($0, "null") }
    }
    let start = file.position(of: range.start)
    let end = file.position(of: range.end)
    return [
      ("file", quoted(file.path)), ("line", String(start.line)), ("column", String(start.column)),
      ("endLine", String(end.line)), ("endColumn", String(end.column)),
    ]
  }

  private func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  private func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ", ") + "]" }

  /// `text` as a JSON string in ASCII-safe controls.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        // Controls must be escaped; the others here could steer a terminal that shows the JSON.
        let isSpecial =
          scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || (0x200B...0x200F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
          || (0x2066...0x2069).contains(scalar.value)
        if isSpecial {
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
