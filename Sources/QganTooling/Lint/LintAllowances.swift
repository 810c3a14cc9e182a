import QganSyntax

/// The comments `// qgan:allow(QG301, QG302) reason` of a file: each allows findings that begin on its own line or, where
/// nothing else stands on that line, on the next.
struct LintAllowances {
  struct Allowance {
    /// The code, or whatever stands in its place.
    var code: String
    /// 1-based.
    var lines: ClosedRange<Int>
    /// The comment.
    var range: SourceRange
    var isUsed = false
  }

  private(set) var all: [Allowance] = []
  private let file: SourceFile

  init(_ file: SourceFile) {
    self.file = file
    let lexed = lex(file)
    for token in lexed.tokens {
      for piece in lexed.leadingTrivia(of: token) + lexed.trailingTrivia(of: token) {
        guard piece.kind == .lineComment else { continue }
        read(SourceRange(file: file.id, start: piece.start, end: piece.end))
      }
    }
  }

  private mutating func read(_ range: SourceRange) {
    let text = file.text(of: range).dropFirst(2).drop { $0 == " " || $0 == "\t" }
    let mark = "qgan:allow("
    guard text.hasPrefix(mark) else { return }
    let inside = text.dropFirst(mark.count).prefix { $0 != ")" }
    let line = file.position(of: range.start).line
    let isAlone = file.line(line).drop { $0 == " " || $0 == "\t" }.hasPrefix("//")
    for code in inside.split(separator: ",") {
      let code = String(code.drop { $0 == " " }.prefix { $0 != " " })
      all.append(Allowance(code: code, lines: line...(isAlone ? line + 1 : line), range: range))
    }
  }

  /// Whether a finding is allowed, which uses the allowance.
  mutating func allows(_ code: String, at range: SourceRange) -> Bool {
    guard range.file == file.id else { return false }
    let line = file.position(of: range.start).line
    var result = false
    for index in all.indices where all[index].code == code && all[index].lines.contains(line) {
      all[index].isUsed = true
      result = true
    }
    return result
  }
}
