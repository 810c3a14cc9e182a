extension Parser {
  /// `block`; `owner` names whose it is ("circuit `f`").
  mutating func parseBlock(of owner: String) throws(Failure) -> Block {
    guard at(.leftBrace) else { throw unexpected("`{`, which opens the body of \(owner)") }
    let opening = advance()
    return try nested { p throws(Failure) in p.parseBlockBody(opening) }
  }

  private mutating func parseBlockBody(_ opening: Token) -> Block {
    var statements: [Statement] = []
    while true {
      if let closing = eat(.rightBrace) {
        noteBraces(opening, closing)
        break
      }
      if at(.endOfFile) || endsBlockEarly(opening) {
        reportUnclosedBrace(opening)
        break
      }
      if skipStraySemicolon() { continue }
      let start = position
      do throws(Failure) {
        if kind.startsDeclarationOnly, current.startsLine, startsDeclaration() {
          try parseNestedDeclaration()
        } else if let statement = try parseStatement() {
          statements.append(statement)
        }
      } catch {
        if let repaired = repairedStatement(from: start) { statements.append(repaired) }
        skipToStatementEnd(from: start)
      }
    }
    return Block(statements: statements, range: range(from: opening))
  }

  /// What still holds of a statement in which something was refused: that the body returns, and that a name is bound.
  private func repairedStatement(from start: Int) -> Statement? {
    let token = tokens[start]
    let place = range(token)
    let value = ResultSyntax.expression(Expression(.error, place))
    if token.kind == .return { return Statement(.return(value), place) }
    guard token.kind == .name, start + 1 < tokens.count, tokens[start + 1].kind == .assign else { return nil }
    return Statement(.binding(name: Name(text(token), place), value: value), place)
  }

  /// Whether a declaration starts here that stands no deeper than the head of the block: the block was not closed.
  private func endsBlockEarly(_ opening: Token) -> Bool {
    kind.startsDeclarationOnly && current.startsLine && startsDeclaration()
      && indentation(ofLineWith: current) <= indentation(ofLineWith: opening)
  }

  private mutating func parseNestedDeclaration() throws(Failure) {
    report(.nestedDeclaration(range(current), kind.rawValue))
    _ = try parseDeclaration()
  }

  /// Remembers the first block of a declaration whose braces are indented differently.
  mutating func noteBraces(_ opening: Token, _ closing: Token) {
    guard suspectBrace == nil, closing.startsLine else { return }
    if indentation(ofLineWith: opening) != indentation(ofLineWith: closing) { suspectBrace = opening }
  }

  mutating func reportUnclosedBrace(_ opening: Token) {
    if previous?.isMalformed == true { return }
    var diagnostic = Diagnostic.unclosed(endOfPrevious, closer: .rightBrace, opening: range(opening))
    if let suspectBrace, suspectBrace != opening {
      diagnostic.notes.append(
        .init("or this one: the brace that closes it is indented differently", at: range(suspectBrace)))
    }
    report(diagnostic)
  }

  /// Reports a semicolon that ends nothing.
  mutating func skipStraySemicolon() -> Bool {
    guard let token = eat(.semicolon) else { return false }
    report(.straySemicolon(range(token)))
    return true
  }

  // MARK: - Statements

  /// `statement`; `nil` if it was diagnosed and is to be left out.
  mutating func parseStatement() throws(Failure) -> Statement? {
    let start = current
    if kind.isKeyword, peek().kind == .assign { return try parseBinding() }
    switch kind {
    case .const, .config:
      let constant = try parseConstant()
      return Statement(.constant(constant), range(from: start))
    case .qubit:
      let register = try parseRegister()
      try expectSemicolon(after: "the register")
      return Statement(.register(register), range(from: start))
    case .param:
      let parameter = try parseWeight()
      try expectSemicolon(after: "the parameter")
      return Statement(.parameter(parameter), range(from: start))
    case .layer: return try parseLayer()
    case .for: return try parseFor()
    case .if:
      guard let conditional = try parseConditional() else { return nil }
      return Statement(.conditional(conditional), range(from: start))
    case .return:
      advance()
      let result = try parseResult()
      try expectSemicolon(after: "the result")
      return Statement(.return(result), range(from: start))
    case .barrier:
      advance()
      let operands = try parseOperands()
      try expectSemicolon(after: "the qubits")
      return Statement(.barrier(operands), range(from: start))
    case .inv, .pow, .ctrl, .negctrl: return try parseGateCall()
    case .int, .float, .angle, .bool, .string:
      guard peek().kind == .name || peek().kind == .leftBracket else { break }
      report(.constMissing(range(start)))
      let constant = try parseConstantAfterKeyword(isConfig: false)
      return Statement(.constant(constant), range(from: start))
    case .name:
      if peek().kind == .assign { return try parseBinding() }
      if try skipForeignStatement() { return nil }
      return try parseGateCall()
    default: break
    }
    throw unexpected("a statement")
  }

  /// `NAME "=" result ";"`
  private mutating func parseBinding() throws(Failure) -> Statement {
    let start = current
    if kind.isKeyword { reportKeyword() }
    let name = Name(text(start), range(start))
    advance()
    advance()
    if at(word: "measure"), peek().kind == .name { outcomes.insert(name.text) }
    let result = try parseResult()
    try expectSemicolon(after: "the binding")
    return Statement(.binding(name: name, value: result), range(from: start))
  }

  /// `"layer" NAME [ "[" expr "]" ] "=" expr ";"`
  private mutating func parseLayer() throws(Failure) -> Statement {
    let start = advance()
    let name = try parseName("a layer")
    var index: Expression?
    if let opening = eat(.leftBracket) {
      index = try nested { p throws(Failure) in try p.parsePipeline() }
      try expectCloser(.rightBracket, of: opening)
    }
    try expect(.assign, "after the name of the layer")
    let value = try parseExpression()
    try expectSemicolon(after: "the layer")
    return Statement(.layer(name: name, index: index, value: value), range(from: start))
  }

  // MARK: - Loops and conditions

  private mutating func parseFor() throws(Failure) -> Statement? {
    let start = advance()
    let head: (TypeSyntax, Name, ValuesSyntax)
    do throws(Failure) {
      head = try parseForHead()
    } catch {
      guard skipToBody() else { throw error }
      _ = try parseBody(of: start)
      return nil
    }
    let body = try parseBody(of: start)
    return Statement(
      .for(type: head.0, variable: head.1, values: head.2, body: body), range(from: start))
  }

  private mutating func parseForHead() throws(Failure) -> (TypeSyntax, Name, ValuesSyntax) {
    let opening = eat(.leftParenthesis)
    if let opening {
      let end = indexOfCloser(from: position)
      let isCounting = tokens[position..<end].contains { $0.kind == .semicolon }
      report(.parenthesizedFor(range(opening), closing: range(tokens[end]), isCounting: isCounting))
      if isCounting {
        position = end
        advance()
        throw Failure()
      }
    }
    let type: TypeSyntax
    if at(.name), peek().kind == .in {
      report(.loopWithoutType(range(current)))
      type = TypeSyntax(scalar: .int, dimensions: [], range: range(current))
    } else {
      type = try parseType()
    }
    guard !at(.in) else { throw unexpected("the name of the loop variable") }
    let name = try parseName("a loop variable")
    try expect(.in, "after the loop variable")
    let values = try parseValues()
    if opening != nil { _ = eat(.rightParenthesis) }
    return (type, name, values)
  }

  /// The index of the token that closes the parenthesis open at `start`, or of the brace or end before it.
  private func indexOfCloser(from start: Int) -> Int {
    var open = 0
    var i = start
    while i < tokens.count - 1 {
      switch tokens[i].kind {
      case .leftParenthesis: open += 1
      case .rightParenthesis:
        if open == 0 { return i }
        open -= 1
      case .leftBrace, .rightBrace: return i
      default: break
      }
      i += 1
    }
    return i
  }

  /// `values`
  mutating func parseValues() throws(Failure) -> ValuesSyntax {
    guard let opening = eat(.leftBrace) else { return .expression(try parseExpression()) }
    let values = try parseList(
      closing: opening, with: .rightBrace, of: "values", allowsEmpty: false, allowsTrailingComma: true
    ) { p throws(Failure) in try p.parsePipeline() }
    return .set(values, range(from: opening))
  }

  /// The block of a `for`, `if` or `else`, whose keyword is `head`; missing braces are repaired, and reported unless
  /// the head `isAccused` of something worse.
  private mutating func parseBody(of head: Token, isAccused: Bool = false) throws(Failure) -> Block {
    let owner = "`\(head.kind.rawValue)`"
    if at(.leftBrace) { return try parseBlock(of: owner) }
    guard kind.startsStatement || at(.name) || [.inv, .pow, .ctrl, .negctrl].contains(kind) else {
      throw unexpected("`{`, which opens the body of \(owner)")
    }
    let first = current
    let indent = indentation(ofLineWith: head)
    let place = endOfPrevious
    var statements: [Statement] = []
    try nested { p throws(Failure) in
      repeat {
        if let statement = try p.parseStatement() { statements.append(statement) }
      } while first.startsLine && p.current.startsLine && !p.at(.rightBrace) && !p.at(.endOfFile)
        && !p.kind.startsDeclarationOnly && p.indentation(ofLineWith: p.current) > indent
    }
    let end = endOfPrevious
    var isClosed = false
    // A brace at the indentation of the head closes the block whose opening brace is missing; at no indentation it
    // closes the declaration.
    if first.startsLine, at(.rightBrace), current.startsLine, indent > 0,
      indentation(ofLineWith: current) == indent
    {
      advance()
      isClosed = true
    }
    if !isAccused { report(.bodyWithoutBraces(place, of: owner, end: isClosed ? nil : end)) }
    return Block(statements: statements, range: range(from: first))
  }

  /// `conditional`; `nil` if it was diagnosed and is to be left out.
  private mutating func parseConditional() throws(Failure) -> Conditional? {
    try nested { p throws(Failure) in try p.parseConditionalParts() }
  }

  private mutating func parseConditionalParts() throws(Failure) -> Conditional? {
    let head = advance()
    var condition: Expression?
    do throws(Failure) {
      condition = try parseCondition()
    } catch {
      guard skipToBody() else { throw error }
    }
    let isRefused = condition.map { $0.kind == .error } ?? true
    let then = try parseBody(of: head, isAccused: isRefused)
    var otherwise: Conditional.Otherwise?
    if let token = eat(.else) {
      if at(.if) {
        otherwise = try parseConditional().map { .conditional($0) }
      } else {
        otherwise = .block(try parseBody(of: token, isAccused: isRefused))
      }
    }
    return condition.map { Conditional(condition: $0, then: then, otherwise: otherwise) }
  }

  private mutating func parseCondition() throws(Failure) -> Expression {
    guard let opening = eat(.leftParenthesis) else {
      guard startsExpression() else { throw unexpected("`(` after `if`") }
      let condition = try parseComparedExpression()
      report(.bareCondition(condition.range))
      return condition
    }
    let end = indexOfCloser(from: position)
    if let outcome = tokens[position..<end].first(where: { isOutcome($0) }) {
      report(.conditionOnOutcome(range(outcome), text(outcome)))
      position = end
      _ = eat(.rightParenthesis)
      return Expression(.error, range(from: opening))
    }
    let condition = try parseComparedExpression()
    if !at(.rightParenthesis), !at(.leftBrace) { throw unexpected("`)`") }
    try expectCloser(.rightParenthesis, of: opening)
    // `(a) && (b)`: the parentheses were the operand's, and the condition has none of its own.
    if let found = binaryOperator(), !current.startsLine {
      advance()
      let right = try parsePipeline()
      let whole = range(from: opening)
      report(.bareCondition(whole))
      return Expression(.binary(found.operator, condition, right, operatorRange: range(opening)), whole)
    }
    return condition
  }

  /// An expression in which `=` was perhaps meant as `==`.
  private mutating func parseComparedExpression() throws(Failure) -> Expression {
    var left = try parsePipeline()
    while let token = eat(.assign) {
      report(.assignmentInCondition(range(token)))
      let right = try parsePipeline()
      left = Expression(
        .binary(.equal, left, right, operatorRange: range(token)), left.range.union(right.range))
    }
    return left
  }

  private func isOutcome(_ token: Token) -> Bool {
    token.kind == .name && (outcomes.contains(text(token)) || text(token) == "measure")
  }
}
