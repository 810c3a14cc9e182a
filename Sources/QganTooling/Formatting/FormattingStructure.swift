import QganSyntax

/// What formatting knows of a file without syntax errors: brackets and blocks, the blanks between neighbours, and
/// where lines may and must be broken. A gap has the index of the item behind it.
struct FormattingStructure {
  let items: [FormattingItem]
  /// The other bracket or brace.
  private(set) var partner: [Int?]
  /// Whether a brace belongs to a block; the others hold sets.
  private(set) var isBlock: [Bool]
  /// Brackets that are open at the gap; blocks do not count.
  private(set) var depth: [Int]
  /// Whether one blank stands in the gap on a line.
  private(set) var hasSpace: [Bool]
  /// Whether the line must end in the gap.
  private(set) var isForced: [Bool]
  /// Characters on one line from the start of the file to the item.
  private var offsets: [Int]
  /// Forced gaps, items of several lines, and items at the start of the author's lines, before the item.
  private var forcedCounts: [Int]
  private var tallCounts: [Int]
  private var lineStartCounts: [Int]

  init(_ items: [FormattingItem]) {
    self.items = items
    let count = items.count
    partner = Array(repeating: nil, count: count)
    isBlock = Array(repeating: false, count: count)
    depth = Array(repeating: 0, count: count + 1)
    hasSpace = Array(repeating: true, count: count + 1)
    isForced = Array(repeating: false, count: count + 1)
    offsets = [0]
    forcedCounts = [0]
    tallCounts = [0]
    lineStartCounts = [0]
    findBrackets()
    findSpaces()
    findForcedBreaks()
    for index in 0..<count {
      let space = index > 0 && hasSpace[index] ? 1 : 0
      offsets.append(offsets[index] + space + items[index].width)
      forcedCounts.append(forcedCounts[index] + (isForced[index] ? 1 : 0))
      tallCounts.append(tallCounts[index] + (items[index].isTall ? 1 : 0))
      lineStartCounts.append(lineStartCounts[index] + (items[index].lineBreaks > 0 ? 1 : 0))
    }
  }

  /// Characters of `items[range]` on one line.
  func width(_ range: Range<Int>) -> Int {
    guard let first = range.first else { return 0 }
    let space = first > 0 && hasSpace[first] ? 1 : 0
    return offsets[range.upperBound] - offsets[first] - space
  }

  /// Whether `items[range]` cannot stand on one line.
  func hasForcedBreak(in range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return false }
    return forcedCounts[range.upperBound] > forcedCounts[range.lowerBound + 1]
      || tallCounts[range.upperBound] > tallCounts[range.lowerBound]
  }

  /// Whether the author began a line with one of `items[range]`.
  func hasLineStart(in range: Range<Int>) -> Bool {
    lineStartCounts[range.upperBound] > lineStartCounts[range.lowerBound]
  }

  /// How badly a line ends in the gap, less being better; `nil` where it may not end.
  func cost(ofBreakAt gap: Int) -> Int? {
    guard gap > 0, gap < items.count, let before = items[gap - 1].token, let after = items[gap].token
    else { return nil }
    if isClosing(gap) { return nil }
    let level = depth[gap] * 10
    if before == .comma { return level }
    if isOpening(gap - 1) {
      // Behind a comma at the end, a break here would ask for rows.
      return partner[gap - 1].map { items[$0 - 1].token == .comma } == true ? nil : level + 9
    }
    switch after {
    case .pipe: return level + 1
    case .or: return level + 2
    case .and: return level + 3
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return level + 4
    case .plus: return level + 5
    case .minus: return isOperandEnd(before) ? level + 5 : nil
    case .star, .slash, .percent: return level + 6
    // What is better than a line that is too long, and no more.
    case .arrow: return 1001
    default: return before == .assign && depth[gap] == 0 ? 1000 : nil
    }
  }

  /// Whether the author's line break in the gap stays where a statement takes several lines anyway.
  func isKept(_ gap: Int) -> Bool {
    guard items[gap].lineBreaks > 0 else { return false }
    if isClosing(gap), let opening = partner[gap] { return isHung(opening) }
    return cost(ofBreakAt: gap) != nil
  }

  /// Whether the item opens a bracket or a set.
  func isOpening(_ index: Int) -> Bool {
    guard let partner = partner[index] else { return false }
    return partner > index && !isBlock[index]
  }

  /// Whether the item closes a bracket or a set.
  func isClosing(_ index: Int) -> Bool {
    guard let partner = partner[index] else { return false }
    return partner < index && !isBlock[index]
  }

  /// Whether the author began a line with what stands first in the bracket that opens at the index.
  private func isHung(_ opening: Int) -> Bool {
    guard let closing = partner[opening] else { return false }
    for index in opening + 1..<max(closing, opening + 1) {
      if items[index].lineBreaks > 0 { return true }
      if !items[index].isComment { return false }
    }
    return false
  }

  // MARK: - Brackets

  private mutating func findBrackets() {
    var open: [Int] = []
    var previous: TokenKind?
    for (index, item) in items.enumerated() {
      guard let kind = item.token else { continue }
      switch kind {
      case .leftParenthesis, .leftBracket, .leftBrace:
        isBlock[index] = kind == .leftBrace && previous != .in && previous != .of
        open.append(index)
      case .rightParenthesis, .rightBracket, .rightBrace:
        guard let opening = open.popLast() else { break }
        partner[index] = opening
        partner[opening] = index
        isBlock[index] = isBlock[opening]
      default: break
      }
      previous = kind
    }
    var level = 0
    for index in items.indices {
      depth[index] = level
      if isOpening(index) { level += 1 }
      if isClosing(index) { level = max(0, level - 1) }
    }
  }

  private mutating func findForcedBreaks() {
    for index in items.indices.dropFirst() {
      let (before, item) = (items[index - 1], items[index])
      // Comments stay on the lines where they are.
      let isAtComment = before.isComment || item.isComment
      isForced[index] = before.kind == .lineComment || (isAtComment && item.lineBreaks > 0)
      // A comma behind the last element asks for rows.
      if let opening = partner[index], isClosing(index), before.token == .comma, isHung(opening) {
        isForced[index] = true
        if !items[opening + 1].isComment { isForced[opening + 1] = true }
      }
    }
  }

  // MARK: - Blanks

  private mutating func findSpaces() {
    var open: [Int] = []
    // The token before, and whether it takes what follows directly: a sign, or the colon of a range.
    var last: TokenKind?
    var isTight = false
    for (index, item) in items.enumerated() {
      if index == 0 { hasSpace[index] = false }
      let isInRange = open.last.map { items[$0].token == .leftBracket } ?? false
      if index > 0 {
        hasSpace[index] = isSpaced(index, last: last, isTight: isTight, isInRange: isInRange)
      }
      guard let kind = item.token else {
        isTight = false
        continue
      }
      switch kind {
      case .not: isTight = true
      case .minus: isTight = !(last.map(isOperandEnd) ?? false)
      case .colon: isTight = isInRange
      case .dot: isTight = true
      default: isTight = false
      }
      if isOpening(index) { open.append(index) }
      if isClosing(index) { open.removeLast(min(1, open.count)) }
      last = kind
    }
  }

  private func isSpaced(_ index: Int, last: TokenKind?, isTight: Bool, isInRange: Bool) -> Bool {
    if isOpening(index - 1) || isClosing(index) { return false }
    let item = items[index]
    guard let kind = item.token else { return true }
    switch kind {
    case .comma, .semicolon: return false
    case _ where items[index - 1].isComment: return true
    case .dot: return false
    case .colon: return isInRange && last == .comma
    case _ where isTight: return false
    case .leftParenthesis:
      switch last {
      case .name, .rightBracket, .rightParenthesis, .int, .float, .expval, .ctrl, .negctrl, .pow:
        return false
      default: return true
      }
    case .leftBracket:
      switch last {
      case .name, .rightBracket, .rightParenthesis, .qubit: return false
      default: return !(last?.isType ?? false)
      }
    default: return true
    }
  }

  /// Whether the token may end an operand, so that a minus behind it subtracts.
  private func isOperandEnd(_ kind: TokenKind) -> Bool {
    switch kind {
    case .name, .integerLiteral, .floatLiteral, .stringLiteral, .true, .false, .rightParenthesis,
      .rightBracket:
      true
    default: false
    }
  }
}
