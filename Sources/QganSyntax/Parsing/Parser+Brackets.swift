/// Lists, indices and arguments.
extension Parser {
  private enum ListElement {
    case value(Expression)
    case range(first: Expression, step: Expression?, last: Expression)
  }

  /// `list`
  mutating func parseBracketList() throws(Failure) -> Expression {
    let opening = advance()
    var highest = 0
    let elements = try parseList(
      closing: opening, with: .rightBracket, of: "elements", allowsEmpty: true, allowsTrailingComma: true
    ) { p throws(Failure) in
      defer { highest = max(highest, p.height) }
      let first = try p.parsePipeline()
      guard p.at(.colon) || p.at(.dotDot) else { return ListElement.value(first) }
      let (step, last) = try p.parseRangeTail()
      return .range(first: first, step: step, last: last)
    }
    let whole = range(from: opening)
    try grow(highest, at: whole)
    if elements.count == 1, case .range(let first, let step, let last) = elements[0] {
      if position >= 2, tokens[position - 2].kind == .comma {
        report(.trailingComma(range(tokens[position - 2]), after: "a range"))
      }
      return Expression(.range(first: first, step: step, last: last), whole)
    }
    var values: [Expression] = []
    for element in elements {
      switch element {
      case .value(let value): values.append(value)
      case .range(let first, _, let last): report(.rangeAmongElements(first.range.union(last.range)))
      }
    }
    return Expression(.list(values), whole)
  }

  /// `":" expr [":" expr]`, of which the first expression was parsed.
  mutating func parseRangeTail() throws(Failure) -> (step: Expression?, last: Expression) {
    var parts: [Expression] = []
    while parts.count < 2, at(.colon) || at(.dotDot) {
      let token = advance()
      if token.kind == .dotDot { report(.dottedRange(range(token))) }
      if at(.rightBracket) || at(.comma) {
        report(.incompleteRange(range(token), fix: nil))
        throw Failure()
      }
      parts.append(try parsePipeline())
    }
    return (parts.count == 2 ? parts[0] : nil, parts[parts.count - 1])
  }

  /// Parses the indices that follow `base`.
  mutating func parseIndices(of base: Expression) throws(Failure) -> Expression {
    var base = base
    while at(.leftBracket) {
      let baseHeight = height
      let items = try parseIndex()
      let whole = range(from: base.range.start)
      try grow(baseHeight, height, at: whole)
      base = Expression(.index(base: base, items: items), whole)
    }
    return base
  }

  /// `index`
  mutating func parseIndex() throws(Failure) -> [IndexItem] {
    let opening = advance()
    var highest = 0
    let items = try parseList(
      closing: opening, with: .rightBracket, of: "indices", allowsEmpty: false, allowsTrailingComma: false
    ) { p throws(Failure) in
      defer { highest = max(highest, p.height) }
      return try p.parseIndexItem()
    }
    height = highest
    return items
  }

  private mutating func parseIndexItem() throws(Failure) -> IndexItem {
    let start = current
    if let colon = eat(.colon) {
      if startsExpression() {
        let zero = Diagnostic.Edit(
          range: SourceRange(file: lexed.file.id, start: colon.start, end: colon.start), replacement: "0")
        report(.incompleteRange(range(colon), fix: .init("start from 0", edits: [zero])))
        throw Failure()
      }
      return .all(range(colon))
    }
    let first = try parsePipeline()
    guard at(.colon) || at(.dotDot) else { return .element(first) }
    let (step, last) = try parseRangeTail()
    return .range(first: first, step: step, last: last, range(from: start))
  }

  // MARK: - Calls

  /// Parses the arguments that call `callee`.
  mutating func parseCall(of callee: Expression) throws(Failure) -> Expression {
    let calleeHeight = height
    let arguments = try parseArguments()
    let whole = range(from: callee.range.start)
    try grow(calleeHeight, height, at: whole)
    return Expression(.call(callee: callee, arguments: arguments), whole)
  }

  /// `call`
  mutating func parseArguments() throws(Failure) -> [Argument] {
    let opening = advance()
    var highest = 0
    let arguments = try parseList(
      closing: opening, with: .rightParenthesis, of: "arguments", allowsEmpty: true,
      allowsTrailingComma: true
    ) { p throws(Failure) in
      defer { highest = max(highest, p.height) }
      return try p.parseArgument()
    }
    height = highest
    return arguments
  }

  private mutating func parseArgument() throws(Failure) -> Argument {
    guard kind.isWord, peek().kind == .colon || peek().kind == .assign else {
      return Argument(label: nil, value: try parsePipeline())
    }
    let label = try parseWord("a label")
    let mark = advance()
    if mark.kind == .assign {
      report(.labelWithEquals(range(mark), label: label, replacing: rangeWithBlanks(mark)))
    }
    return Argument(label: label, value: try parsePipeline())
  }
}
