/// The lines of a formatted file while they are written, with the comments behind them.
struct FormattedLines {
  private struct Line {
    var text: String
    var comment: Comment?
  }

  private struct Comment {
    var text: String
    /// Where the author had it.
    var place: (column: Int, gap: Int)
  }

  private var lines: [Line] = []

  var isEmpty: Bool { lines.isEmpty }

  /// Begins a line, after an empty one where `isApart`.
  mutating func begin(indent: Int, isApart: Bool = false) {
    if isApart, !lines.isEmpty { lines.append(Line(text: "")) }
    lines.append(Line(text: String(repeating: " ", count: indent)))
  }

  /// Adds to the last line.
  mutating func append(_ text: String, isSpaced: Bool) {
    lines[lines.count - 1].text += (isSpaced ? " " : "") + text
  }

  /// Puts a comment behind the last line.
  mutating func comment(_ item: FormattingItem) {
    guard let place = item.place else { return append(item.text, isSpaced: true) }
    lines[lines.count - 1].comment = Comment(text: item.text, place: place)
  }

  /// The whole text. Comments of neighbouring lines that were aligned stay so, and one that stood apart keeps its column
  /// where it can.
  func text() -> String {
    var text = ""
    var start = 0
    while start < lines.count {
      var end = start + 1
      if let first = lines[start].comment {
        while end < lines.count, lines[end].comment?.place.column == first.place.column { end += 1 }
        let ends = lines[start..<end].map { Self.width($0.text) }
        let column = self.column(of: first, behind: ends)
        for (line, width) in zip(lines[start..<end], ends) {
          let blanks = String(repeating: " ", count: column - width)
          text += line.text + blanks + (line.comment?.text ?? "") + "\n"
        }
      } else {
        text += lines[start].text + "\n"
      }
      start = end
    }
    return text
  }

  private func column(of comment: Comment, behind ends: [Int]) -> Int {
    let end = ends.max() ?? 0
    if ends.count > 1 { return max(comment.place.column, end + 1) }
    return comment.place.gap > 1 ? max(comment.place.column, end + 2) : end + 1
  }

  private static func width(_ text: String) -> Int {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
  }
}
