import QganSyntax

/// Lines of what is too long for one.
extension SourceFormatter {
  /// A bracket that is open where a line goes on.
  private struct OpenBracket {
    /// Column just behind it.
    var column: Int
    /// Whether the line ends there.
    var isHanging: Bool
    /// Where its line begins.
    var indent: Int
  }

  /// Where a line is: everything that the next line's place depends on.
  private struct Cursor {
    /// Where the whole begins, and where the line begins.
    let base: Int
    var indent: Int
    var column: Int
    var open: [OpenBracket] = []
    /// Column of the first `|>` outside of brackets.
    var pipe: Int?

    /// Goes past an item, which opens (1) or closes (-1) a bracket and is the last of its line.
    mutating func pass(_ item: FormattingItem, isSpaced: Bool, bracket: Int, isLast: Bool) {
      if item.isTall { column = 0 } else if isSpaced { column += 1 }
      if item.token == .pipe, open.isEmpty, pipe == nil { pipe = column }
      column += item.width
      if bracket > 0 { open.append(OpenBracket(column: column, isHanging: isLast, indent: indent)) }
      if bracket < 0 { _ = open.popLast() }
    }

    /// The column of a token, or of a comment before it, if a line begins there; `goesOn` with an element of a list.
    func indent(before token: TokenKind?, isClosing: Bool, goesOn: Bool) -> Int {
      guard let bracket = open.last else {
        switch token {
        case .else, .leftBrace: return base
        // Below the first `|>`, if that is not far to the right.
        case .pipe: return pipe.flatMap { $0 <= base + 32 ? $0 : nil } ?? base + 4
        default: return base + 4
        }
      }
      if isClosing { return bracket.indent }
      let isFar = bracket.column > SourceFormatter.width * 2 / 3
      let column = bracket.isHanging ? bracket.indent + 2 : isFar ? bracket.indent + 4 : bracket.column
      return column + (goesOn ? 2 : 0)
    }
  }

  /// Writes a statement, or the head of a block, from the line that has begun on.
  mutating func writeLines(_ range: Range<Int>, indent: Int) {
    if !structure.hasForcedBreak(in: range), indent + structure.width(range) <= Self.width {
      return append(range)
    }
    var cursor = Cursor(base: indent, indent: indent, column: indent)
    var start = range.lowerBound
    while start < range.upperBound {
      let end = endOfLine(from: start, to: range.upperBound, cursor)
      append(start..<end)
      for index in start..<end { pass(index, of: start..<end, isEnd: end == range.upperBound, &cursor) }
      guard end < range.upperBound else { break }
      cursor.indent = column(at: end, cursor)
      cursor.column = cursor.indent
      lines.begin(indent: cursor.indent)
      start = end
    }
  }

  private func pass(_ index: Int, of line: Range<Int>, isEnd: Bool, _ cursor: inout Cursor) {
    let bracket = structure.isOpening(index) ? 1 : structure.isClosing(index) ? -1 : 0
    let isLast = bracket > 0 && !isEnd && items[index + 1..<line.upperBound].allSatisfy(\.isComment)
    cursor.pass(
      items[index], isSpaced: index > line.lowerBound && structure.hasSpace[index], bracket: bracket,
      isLast: isLast)
  }

  private func column(at gap: Int, _ cursor: Cursor) -> Int {
    let isFirst = items[gap - 1].token == .comma || structure.isOpening(gap - 1)
    // A comment stands where what follows would stand.
    let token = items[gap...].first { !$0.isComment }?.token
    return cursor.indent(
      before: token, isClosing: structure.isClosing(gap),
      goesOn: !isFirst && !items[gap].isComment && !items[gap - 1].isComment)
  }

  /// A gap at which a line may end.
  private struct Candidate {
    var gap: Int
    /// Less is better.
    var cost: Int
    /// Where the line would end, and where the next one would begin.
    var end: Int
    var next: Int
  }

  /// Where the line that begins with `start` ends: at the first gap that must or may stay broken, or before the line is
  /// too long.
  private func endOfLine(from start: Int, to end: Int, _ cursor: Cursor) -> Int {
    var cursor = cursor
    var candidates: [Candidate] = []
    for index in start..<end {
      if index > start {
        if structure.isForced[index] || structure.isKept(index) { return index }
        if let candidate = candidate(index, cursor) { candidates.append(candidate) }
      }
      pass(index, of: start..<end, isEnd: true, &cursor)
      if cursor.column > Self.width, let best = best(of: candidates, to: end) { return best }
    }
    return end
  }

  private func candidate(_ gap: Int, _ cursor: Cursor) -> Candidate? {
    guard let cost = structure.cost(ofBreakAt: gap) else { return nil }
    var broken = cursor
    if structure.isOpening(gap - 1), !broken.open.isEmpty {
      broken.open[broken.open.count - 1].isHanging = true
    }
    let next = column(at: gap, broken)
    let gain = cursor.column + (structure.hasSpace[gap] ? 1 : 0) - next
    // A break that gains little is the last resort.
    return gain > 0
      ? Candidate(gap: gap, cost: cost + (gain < 12 ? 10_000 : 0), end: cursor.column, next: next) : nil
  }

  /// The last of the cheapest gaps; where two lines are enough, the one that makes them most alike.
  private func best(of candidates: [Candidate], to end: Int) -> Int? {
    guard let cost = candidates.map(\.cost).min() else { return nil }
    let cheapest = candidates.filter { $0.cost == cost }
    let halves = cheapest.compactMap { candidate -> (gap: Int, width: Int)? in
      let rest = candidate.gap..<end
      let width = candidate.next + structure.width(rest)
      guard width <= Self.width, !structure.hasForcedBreak(in: rest), !structure.hasLineStart(in: rest)
      else { return nil }
      return (candidate.gap, max(width, candidate.end))
    }
    return halves.min { $0.width < $1.width }?.gap ?? cheapest.last?.gap
  }
}
