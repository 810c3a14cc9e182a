import QganSyntax

/// Findings for machines: SARIF and the annotations of GitHub's workflows.
public enum LintOutput {
  /// A SARIF 2.1.0 log of one run; `entries` are findings with the sources that they speak of.
  public static func sarif(_ entries: [(diagnostic: Diagnostic, sources: SourceMap)], version: String)
    -> String
  {
    let codes = Set(entries.map(\.diagnostic.code)).sorted()
    let rules = codes.map { code -> String in
      let rule = LintRules.named(code)
      let text = rule?.rationale ?? code
      return
        "{\"id\": \(quoted(code)), \"name\": \(quoted(rule?.name ?? code)), \"fullDescription\": {\"text\": \(quoted(text))}}"
    }
    let results = entries.map { result($0.diagnostic, $0.sources) }
    return """
      {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{
      "tool": {"driver": {"name": "qganc", "version": \(quoted(version)), "rules": [\(rules.joined(separator: ",\n"))]}},
      "columnKind": "unicodeCodePoints",
      "results": [\(results.joined(separator: ",\n"))]}]}

      """
  }

  private static func result(_ diagnostic: Diagnostic, _ sources: SourceMap) -> String {
    var fields = [
      "\"ruleId\": \(quoted(diagnostic.code))", "\"level\": \(quoted(diagnostic.severity.rawValue))",
      "\"message\": {\"text\": \(quoted(([diagnostic.message] + diagnostic.notes.map(\.message)).joined(separator: "; ")))}",
    ]
    if let range = diagnostic.range, let file = sources.file(of: range) {
      fields.append(
        "\"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": \(quoted(file.path))}, \"region\": \(region(range, file))}}]"
      )
    }
    return "{\(fields.joined(separator: ", "))}"
  }

  private static func region(_ range: SourceRange, _ file: SourceFile) -> String {
    let (start, end) = (file.position(of: range.start), file.position(of: range.end))
    return
      "{\"startLine\": \(start.line), \"startColumn\": \(start.column), \"endLine\": \(end.line), \"endColumn\": \(end.column)}"
  }

  /// One workflow command a finding, which GitHub shows beside the line.
  public static func github(_ diagnostic: Diagnostic, _ sources: SourceMap) -> String {
    let level = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
    var place = ""
    if let range = diagnostic.range, let file = sources.file(of: range) {
      let (start, end) = (file.position(of: range.start), file.position(of: range.end))
      place =
        " file=\(escaped(file.path, property: true)),line=\(start.line),col=\(start.column),endLine=\(end.line),endColumn=\(end.column),title=\(diagnostic.code)"
    }
    return "::\(level)\(place)::\(escaped(diagnostic.message, property: false))"
  }

  private static func escaped(_ text: String, property: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where property: result += "%3A"
      case "," where property: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || (0x2028...0x202E).contains(scalar.value)
        {
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
