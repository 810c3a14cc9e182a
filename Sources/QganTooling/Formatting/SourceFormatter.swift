import QganSyntax

/// Lays out a file in the one style of .qgan: what stands between tokens changes, and nothing else.
///
/// A statement stands on one line of at most `width` characters where it fits. Where it does not, the author's breaks behind
/// commas, before `|>` and before operators stay, and more are made where lines are still too long. A block stands on one line
/// where the author had it on one and it fits. Comments stay between the tokens where they were, on their own lines or
/// behind something. The result of formatting is formatted.
public struct SourceFormatter {
  /// Characters of the longest line; comments and what cannot be broken may be longer.
  public static let width = 110

  let structure: FormattingStructure
  var lines = FormattedLines()

  private init(_ structure: FormattingStructure) { self.structure = structure }

  /// The text of `file` in the one style; `nil` if its syntax is wrong.
  public static func format(_ file: ParsedFile) -> String? {
    guard file.diagnostics.isEmpty else { return nil }
    var formatter = SourceFormatter(FormattingStructure(FormattingItem.all(of: file.lexed)))
    formatter.writeUnits(in: 0..<formatter.items.count, indent: 0)
    return formatter.lines.text()
  }

  /// Whether both files hold the same tokens and comments in the same order.
  public static func agree(_ a: LexedFile, _ b: LexedFile) -> Bool {
    let (a, b) = (FormattingItem.all(of: a), FormattingItem.all(of: b))
    return a.count == b.count && zip(a, b).allSatisfy { $0.kind == $1.kind && $0.text == $1.text }
  }

  var items: [FormattingItem] { structure.items }

  // MARK: - Declarations, statements, properties

  /// Writes what a block or a file holds, each on lines of its own.
  private mutating func writeUnits(in range: Range<Int>, indent: Int) {
    var index = range.lowerBound
    var isFirst = true
    while index < range.upperBound {
      let item = items[index]
      if item.isComment, item.lineBreaks == 0, !item.isTall, !lines.isEmpty {
        lines.comment(item)
        index += 1
        continue
      }
      lines.begin(indent: indent, isApart: !isFirst && item.lineBreaks > 1)
      isFirst = false
      let start = index
      // Comments that the author has on the line of what follows stay there.
      while index < range.upperBound, items[index].isComment,
        index == start || items[index].lineBreaks == 0
      {
        index += 1
      }
      let goesOn = index < range.upperBound && (index == start || items[index].lineBreaks == 0)
      guard goesOn else {
        append(start..<index)
        continue
      }
      let end = endOfUnit(from: index)
      writeUnit(start..<end, indent: indent)
      index = end
    }
  }

  /// The index behind the semicolon or the last brace of what begins at `index`.
  private func endOfUnit(from index: Int) -> Int {
    var index = index
    while index < items.count {
      if items[index].token == .semicolon { return index + 1 }
      guard let partner = structure.partner[index], partner > index else {
        index += 1
        continue
      }
      let isBlock = structure.isBlock[index]
      index = partner + 1
      guard isBlock else { continue }
      var next = index
      while next < items.count, items[next].isComment { next += 1 }
      // `else` may also be the key of a property.
      guard next + 1 < items.count, items[next].token == .else else { return index }
      var following = next + 1
      while following < items.count, items[following].isComment { following += 1 }
      guard following < items.count, [.leftBrace, .if].contains(items[following].token) else { return index }
      index = following
    }
    return items.count
  }

  /// Writes one declaration, statement or property onto the line that has begun.
  private mutating func writeUnit(_ range: Range<Int>, indent: Int) {
    if fits(range, indent: indent) { return append(range) }
    var start = range.lowerBound
    var index = start
    while index < range.upperBound {
      guard structure.isBlock[index], let end = structure.partner[index], end > index + 1 else {
        index += 1
        continue
      }
      writeLines(start..<index + 1, indent: indent)
      writeUnits(in: index + 1..<end, indent: indent + 2)
      lines.begin(indent: indent)
      start = end
      index = end + 1
    }
    writeLines(start..<range.upperBound, indent: indent)
  }

  /// Whether a unit may stand on one line: it is short enough, and the author had its blocks on one.
  private func fits(_ range: Range<Int>, indent: Int) -> Bool {
    guard !structure.hasForcedBreak(in: range), indent + structure.width(range) <= Self.width else {
      return false
    }
    var index = range.lowerBound
    while index < range.upperBound {
      if structure.isBlock[index], let end = structure.partner[index], end > index {
        if end > index + 1, structure.hasLineStart(in: index + 1..<end + 1) { return false }
        index = end
      }
      index += 1
    }
    return true
  }

  /// Writes items onto the last line.
  mutating func append(_ range: Range<Int>) {
    for index in range {
      let isSpaced = index > range.lowerBound && structure.hasSpace[index]
      if items[index].place != nil {
        lines.comment(items[index])
      } else {
        lines.append(items[index].text, isSpaced: isSpaced)
      }
    }
  }
}
