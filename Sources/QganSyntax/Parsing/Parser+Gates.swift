/// Applications of gates, and read-outs.
extension Parser {
  /// `{ modifier "@" } qualified [ call ] operands ";"`
  mutating func parseGateCall() throws(Failure) -> Statement? {
    let start = current
    let startPosition = position
    var modifiers: [Modifier] = []
    while [.inv, .pow, .ctrl, .negctrl].contains(kind) {
      modifiers.append(try parseModifier())
      try expect(.at, "after the modifier")
    }
    guard at(.name) || (kind.isKeyword && !current.startsLine) else { throw unexpected("a gate") }
    let name = try parseQualifiedName("a gate")
    if modifiers.isEmpty {
      if at(.leftBracket) { try refuseElementAssignment(start) }
      if try skipUnusedValue(from: startPosition) { return nil }
    }
    let arguments = at(.leftParenthesis) ? try parseArguments() : nil
    if modifiers.isEmpty, try skipUnusedValue(from: startPosition) { return nil }
    if at(.semicolon) || at(.rightBrace) || at(.endOfFile) {
      throw fail(.noOperands(endOfPrevious, name: name.text, hasCall: arguments != nil))
    }
    let operands = try parseOperands()
    try expectSemicolon(after: "the qubits")
    return Statement(
      .apply(
        GateCall(
          modifiers: modifiers, name: name, arguments: arguments, operands: operands,
          range: range(from: start))),
      range(from: start))
  }

  /// `blocks[i] = e;`
  private mutating func refuseElementAssignment(_ start: Token) throws(Failure) {
    _ = try parseIndex()
    if at(.assign) { throw fail(.elementAssignment(range(from: start))) }
    throw unexpected("a gate and its qubits")
  }

  /// An expression that stands as a statement.
  private mutating func skipUnusedValue(from start: Int) throws(Failure) -> Bool {
    guard at(.pipe) || (binaryOperator() != nil && !at(.name)) || at(.dotDot) else { return false }
    position = start
    let value = try parseExpression()
    report(.unusedValue(value.range))
    try expectSemicolon(after: "the value")
    return true
  }

  private mutating func parseModifier() throws(Failure) -> Modifier {
    let token = advance()
    var argument: Expression?
    if token.kind != .inv, let opening = eat(.leftParenthesis) {
      argument = try nested { p throws(Failure) in try p.parsePipeline() }
      try expectCloser(.rightParenthesis, of: opening)
    } else if token.kind == .pow {
      throw unexpected("`(` and the exponent after `pow`")
    }
    let place = range(from: token)
    switch token.kind {
    case .inv: return Modifier(.inverse, place)
    case .pow: return Modifier(.power(argument ?? Expression(.error, place)), place)
    case .ctrl: return Modifier(.control(count: argument), place)
    default: return Modifier(.negatedControl(count: argument), place)
    }
  }

  /// `operands`
  mutating func parseOperands() throws(Failure) -> [Operand] {
    try parseSequence(of: "qubits") { p throws(Failure) in try p.parseOperand() }
  }

  private mutating func parseOperand() throws(Failure) -> Operand {
    guard at(.name) || (kind.isKeyword && !current.startsLine && !kind.startsStatement) else {
      throw unexpected(
        "a qubit or a register", hint: at(.leftParenthesis) ? "qubits stand without parentheses" : nil)
    }
    let name = try parseName("a register")
    let items = at(.leftBracket) ? try parseIndex() : []
    return Operand(name: name, items: items, range: range(from: name.range.start))
  }

  /// `result`
  mutating func parseResult() throws(Failure) -> ResultSyntax {
    let foreign = foreignReadout()
    switch foreign ?? kind {
    case .expval, .probs, .sample:
      if let foreign { report(.foreignReadout(range(current), text(current), replacement: foreign.rawValue)) }
      let readout = try parseReadout(foreign ?? kind)
      if at(.pipe) || binaryOperator() != nil {
        report(.readoutInExpression(readout.range))
        throw Failure()
      }
      return .readout(readout)
    default: break
    }
    return .expression(try parseExpression())
  }

  /// `readout`, as the keyword `word` begins it.
  mutating func parseReadout(_ word: TokenKind) throws(Failure) -> ReadoutSyntax {
    let start = advance()
    let kind: ReadoutSyntax.Kind
    switch word {
    case .probs: kind = .probs
    case .sample: kind = .sample
    default:
      let opening = try expect(.leftParenthesis, "after `expval`")
      var factors = [try parseName("an observable")]
      while eat(.at) != nil { factors.append(try parseName("an observable")) }
      if at(.comma) {
        throw unexpected("`@` or `)`", hint: "the qubits stand behind the parentheses: `expval(Z) q`")
      }
      if at(.star) {
        throw unexpected(
          "`@` or `)`", hint: "a product of observables is written `Z @ X`",
          fixes: [.init("write `@`", edits: [.init(range: range(current), replacement: "@")])])
      }
      try expectCloser(.rightParenthesis, of: opening)
      kind = .expval(factors)
    }
    let operands = try parseOperands()
    return ReadoutSyntax(kind: kind, operands: operands, range: range(from: start))
  }
}
