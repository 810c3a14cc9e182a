/// What OpenQASM and other languages have and this one has not: each is understood well enough to be refused by name.
extension Parser {
  /// Reports and skips a statement that begins with another language's word; returns whether it was one.
  mutating func skipForeignStatement() throws(Failure) -> Bool {
    let token = current
    let word = text(token)
    let next = peek().kind
    switch word {
    case "measure" where next == .name:
      report(.measurement(range(token)))
      skipMeasurement()
      return true
    case "reset" where next == .name:
      throw fail(.reset(range(token)))
    case "bit" where next == .name || next == .leftBracket, "creg" where next == .name:
      noteOutcomes()
      throw fail(.classicalBits(range(token), word))
    case "qreg" where next == .name:
      try refuseQuantumRegister()
      return true
    case "let", "var", "auto":
      guard next == .name, peek(2).kind == .assign else { return false }
      report(.declaredBinding(range(token), word, blank: peek().start))
      advance()
      _ = try parseStatement()
      return true
    case "while", "switch", "elif", "elseif", "elsif":
      return try skipForeignBlock(word)
    case "gphase" where next == .leftParenthesis:
      return try refuseGlobalPhase()
    case "break", "continue", "end":
      guard next == .semicolon else { return false }
      throw fail(.foreignStatement(range(token), word))
    case "delay" where next == .leftBracket, "box" where next == .leftBrace,
      "def" where next == .name && peek(2).kind == .leftParenthesis:
      throw fail(.foreignStatement(range(token), word))
    default: break
    }
    if next == .name, peek(2).kind == .assign, !peek().startsLine {
      throw fail(.unknownType(range(token), word, suggestion: typeSuggestion(for: word)))
    }
    return try refuseCompoundAssignment()
  }

  /// `a += e;` and `a++;`
  private mutating func refuseCompoundAssignment() throws(Failure) -> Bool {
    let name = current
    let sign = peek()
    let second = peek(2)
    switch sign.kind {
    case .plus, .minus, .star, .slash, .percent, .power: break
    default: return false
    }
    guard second.start == sign.end else { return false }
    let symbol = sign.kind.rawValue
    let place = SourceRange(file: lexed.file.id, start: sign.start, end: second.end)
    if second.kind == .assign {
      let replacement = "= \(text(name)) \(symbol)"
      report(
        .compoundAssignment(
          place, replacement: "\(text(name)) \(replacement) ...",
          fix: .init("write it out", edits: [.init(range: place, replacement: replacement)])))
    } else if second.kind == sign.kind, peek(3).kind == .semicolon {
      report(
        .compoundAssignment(place, replacement: "\(text(name)) = \(text(name)) \(symbol) 1", fix: nil))
    } else {
      return false
    }
    throw Failure()
  }

  /// The read-out that the current name is in other tools: `expectation(Z) q`, `probabilities q`. No other result has a
  /// name behind it.
  func foreignReadout() -> TokenKind? {
    guard at(.name) else { return nil }
    var behind = 1
    if peek().kind == .leftParenthesis {
      repeat { behind += 1 } while peek(behind).kind == .name || peek(behind).kind == .at
      guard peek(behind).kind == .rightParenthesis else { return nil }
      behind += 1
    }
    guard peek(behind).kind == .name, !peek(behind).startsLine else { return nil }
    return ReadoutSyntax.elsewhere[Suggestion.folded(text(current))].flatMap(TokenKind.init)
  }

  /// `measure q -> c;` and `measure q;`
  private mutating func skipMeasurement() {
    while !at(.endOfFile), !at(.semicolon), !at(.rightBrace) {
      if eat(.arrow) != nil, at(.name) { outcomes.insert(text(current)) }
      if current.startsLine, kind.startsStatement || kind.startsDeclarationOnly { return }
      advance()
    }
    _ = eat(.semicolon)
  }

  /// Remembers the names that a `bit` or `creg` statement declares.
  private mutating func noteOutcomes() {
    var i = position + 1
    while i < tokens.count, tokens[i].kind != .semicolon, !tokens[i].startsLine {
      if tokens[i].kind == .name { outcomes.insert(text(tokens[i])) }
      i += 1
    }
  }

  /// `qreg q[5];`
  private mutating func refuseQuantumRegister() throws(Failure) {
    let token = advance()
    let name = try parseName("a register")
    var size = ""
    if at(.leftBracket) {
      let start = current
      _ = try parseIndex()
      size = lexed.file.text(of: range(from: start))
    }
    report(.quantumRegister(range(from: token), replacement: "qubit\(size) \(name.text)"))
    try expectSemicolon(after: "the register")
  }

  /// `while (...) { ... }`
  private mutating func skipForeignBlock(_ word: String) throws(Failure) -> Bool {
    var i = position + 1
    var open = 0
    guard i < tokens.count, tokens[i].kind == .leftParenthesis else { return false }
    repeat {
      if tokens[i].kind == .leftParenthesis { open += 1 }
      if tokens[i].kind == .rightParenthesis { open -= 1 }
      i += 1
    } while i < tokens.count - 1 && open > 0 && tokens[i].kind != .leftBrace
    guard i < tokens.count, tokens[i].kind == .leftBrace else { return false }
    report(.foreignStatement(range(current), word))
    position = i
    _ = try parseBlock(of: "`\(word)`")
    return true
  }

  /// `gphase(a);`
  private mutating func refuseGlobalPhase() throws(Failure) -> Bool {
    let token = current
    let start = position
    advance()
    _ = try parseArguments()
    guard at(.semicolon) else {
      position = start
      return false
    }
    throw fail(.foreignStatement(range(token), "gphase"))
  }
}
