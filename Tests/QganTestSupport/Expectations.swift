import QganSyntax

/// What a test program says about its own findings.
///
/// Line 1 may hold a directive, `//- parse` or `//- check`, which says how far to compile the file. A comment
/// `//! error[QG103]: text` says that a finding of that severity and code starts on this line and that its message
/// contains the text; severity, brackets and text may be left out (`//! QG103`). Each `^` directly behind the `!`
/// (`//!^ QG103`) means one line further up, for places where no comment can stand. Several may follow one another on
/// a line. Every finding must be expected, and every expectation found.
public struct Expectations {
  /// One finding that the file asks for.
  public struct Expectation {
    public var line: Int
    public var code: String
    public var severity: String?
    public var fragment: String
  }

  /// The word behind `//-` in the first line; `parse` if there is none.
  public private(set) var directive = "parse"
  /// Every finding that the file asks for, in its order.
  public private(set) var all: [Expectation] = []

  /// Reads what `file` says.
  public init(_ file: SourceFile) {
    for number in 1...file.lineStarts.count {
      let pieces = file.line(number).components(separatedBy: "//!")
      if number == 1, pieces[0].hasPrefix("//- ") { directive = Self.word(pieces[0].dropFirst(4)) }
      for piece in pieces.dropFirst() {
        let ups = piece.prefix { $0 == "^" }.count
        let text = piece.dropFirst(ups).drop { $0 == " " }
        let head = Self.word(text)
        var fragment = text.dropFirst(head.count)
        var code = head.hasSuffix(":") ? String(head.dropLast()) : head
        var severity: String?
        if let open = code.firstIndex(of: "["), code.hasSuffix("]") {
          severity = String(code[..<open])
          code = String(code[code.index(after: open)...].dropLast())
        }
        fragment = fragment.drop { $0 == " " }
        while fragment.last == " " || fragment.last == "\r" { fragment.removeLast() }
        all.append(
          Expectation(line: number - ups, code: code, severity: severity, fragment: String(fragment)))
      }
    }
  }

  private static func word(_ text: Substring) -> String {
    String(text.prefix { $0 != " " && $0 != "\r" })
  }

  /// The differences between what the file expects and `diagnostics`, one a line; empty if there are none.
  public func differences(from diagnostics: [Diagnostic], in file: SourceFile) -> [String] {
    var open = all
    var result: [String] = []
    for d in diagnostics {
      let line = d.range.map { file.position(of: $0.start).line } ?? 1
      let match = open.firstIndex {
        $0.line == line && $0.code == d.code && d.severity.rawValue == $0.severity ?? d.severity.rawValue
          && ($0.fragment.isEmpty || d.message.contains($0.fragment))
      }
      if let match {
        open.remove(at: match)
      } else {
        result.append("\(file.path):\(line): unexpected \(d.severity.rawValue)[\(d.code)]: \(d.message)")
      }
    }
    return result + open.map { "\(file.path):\($0.line): missing \($0.code) \($0.fragment)" }
  }
}

extension String {
  /// The parts of the string between occurrences of `separator`.
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
