extension Parser {
  /// Parses `element {"," element}` up to `closer`, whose opening token was `opening` and has been consumed.
  ///
  /// An element that fails is left out, and the list goes on behind it. A missing comma or closing bracket is repaired.
  mutating func parseList<T>(
    closing opening: Token, with closer: TokenKind, of what: String, allowsEmpty: Bool,
    allowsTrailingComma: Bool, element: (inout Parser) throws(Failure) -> T
  ) throws(Failure) -> [T] {
    closers.append(closer)
    defer { closers.removeLast() }
    var elements: [T] = []
    if allowsEmpty, eat(closer) != nil { return [] }
    while true {
      do throws(Failure) {
        elements.append(try nested(element))
      } catch {
        guard !isSilent, skipToListEnd(closer: closer) else { throw error }
      }
      if let comma = eat(.comma) {
        if !at(closer) { continue }
        if !allowsTrailingComma { report(.trailingComma(range(comma), after: what)) }
      }
      if eat(closer) != nil { return elements }
      if !(try repairList(closing: opening, with: closer, of: what)) { return elements }
    }
  }

  /// Decides what a list lacks that has neither a comma nor its end here; returns whether the list goes on.
  private mutating func repairList(closing opening: Token, with closer: TokenKind, of what: String)
    throws(Failure) -> Bool
  {
    switch kind {
    case .unknown:
      throw Failure()
    case .semicolon, .rightBrace, .leftBrace, .endOfFile:
      reportUnclosed(opening, closer)
      return false
    case .rightParenthesis, .rightBracket:
      repairCloser(closer, of: opening)
      return false
    default:
      if (current.startsLine && startsStatement()) || !closes(with: closer) {
        reportUnclosed(opening, closer)
        return false
      }
      let isParameter = [.const, .input, .param].contains(kind) || kind.isType
      guard startsExpression() || isParameter else { throw unexpected("`,` or `\(closer.rawValue)`") }
      if previous?.isMalformed != true { report(.missingComma(endOfPrevious, between: what)) }
      return true
    }
  }

  /// Whether `closer` still comes before the statement ends, as far as it is worth looking.
  private func closes(with closer: TokenKind) -> Bool {
    var open = 0
    for token in tokens[position...].prefix(500) {
      switch token.kind {
      case closer where open == 0: return true
      case .leftParenthesis, .leftBracket: open += 1
      case .rightParenthesis, .rightBracket: open -= 1
      case .semicolon, .leftBrace, .rightBrace, .endOfFile: return false
      default: break
      }
    }
    return true
  }

  /// Takes another closing bracket for the right one, unless it closes a bracket further out.
  private mutating func repairCloser(_ closer: TokenKind, of opening: Token) {
    if closers.dropLast().contains(kind) {
      reportUnclosed(opening, closer)
    } else {
      report(.mismatchedBracket(range(current), found: kind, closer: closer, opening: range(opening)))
      advance()
    }
  }

  /// Reports that `opening` is not closed where it should be.
  mutating func reportUnclosed(_ opening: Token, _ closer: TokenKind) {
    if current.isMalformed || previous?.isMalformed == true { return }
    report(.unclosed(endOfPrevious, closer: closer, opening: range(opening)))
  }

  /// Demands the bracket that closes `opening` behind a single element.
  mutating func expectCloser(_ closer: TokenKind, of opening: Token) throws(Failure) {
    if eat(closer) != nil { return }
    switch kind {
    case .semicolon, .rightBrace, .leftBrace, .endOfFile:
      reportUnclosed(opening, closer)
    case .rightParenthesis, .rightBracket:
      repairCloser(closer, of: opening)
    default:
      if current.startsLine, startsStatement() {
        reportUnclosed(opening, closer)
      } else {
        throw unexpected("`\(closer.rawValue)`")
      }
    }
  }

  /// Parses `NAME {"," NAME}` without brackets; a comma at the end is an error.
  mutating func parseSequence<T>(
    of what: String, element: (inout Parser) throws(Failure) -> T
  ) throws(Failure) -> [T] {
    var elements = [try element(&self)]
    while true {
      if let comma = eat(.comma) {
        if at(.semicolon) || at(.leftBrace) || at(.rightBrace) {
          report(.trailingComma(range(comma), after: what))
          return elements
        }
      } else if at(.name), !current.startsLine, peek().kind != .name, peek().kind != .assign,
        peek().kind != .leftParenthesis
      {
        report(.missingComma(endOfPrevious, between: what))
      } else {
        return elements
      }
      elements.append(try element(&self))
    }
  }

  /// Parses a name that is being declared, `what` saying of what ("a model").
  mutating func parseName(_ what: String) throws(Failure) -> Name {
    if at(.name) {
      let token = advance()
      return Name(text(token), range(token))
    }
    if kind.isKeyword, !current.startsLine {
      reportKeyword()
      let token = advance()
      return Name(text(token), range(token))
    }
    throw unexpected("the name of \(what)")
  }

  /// Reports that the current keyword is used as a name, once in each declaration.
  mutating func reportKeyword() {
    guard misusedKeywords.insert(kind).inserted else { return }
    report(.keywordAsName(range(current), kind.rawValue))
  }

  /// Parses a label, key or setting name, which may be a keyword.
  mutating func parseWord(_ what: String) throws(Failure) -> Name {
    guard kind.isWord else { throw unexpected(what) }
    let token = advance()
    return Name(text(token), range(token))
  }
}
