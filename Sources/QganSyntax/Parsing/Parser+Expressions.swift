extension Parser {
  /// Parses text that is one expression and nothing else.
  mutating func parseWholeExpression() -> Expression? {
    do throws(Failure) {
      let expression = try parseExpression()
      if !at(.endOfFile) { throw unexpected("the end of the expression") }
      return expression
    } catch {
      return nil
    }
  }

  /// Whether the current token can start an expression.
  func startsExpression() -> Bool { Self.startsExpression(kind) }

  static func startsExpression(_ kind: TokenKind) -> Bool {
    switch kind {
    case .name, .integerLiteral, .floatLiteral, .stringLiteral, .true, .false, .leftBracket,
      .leftParenthesis, .minus, .not, .int, .float:
      true
    default: false
    }
  }

  /// Parses an expression where no colon may follow; a range without its brackets is repaired.
  mutating func parseExpression() throws(Failure) -> Expression {
    let first = try parsePipeline()
    guard at(.colon) || at(.dotDot) else { return first }
    var parts = [first]
    while at(.colon) || at(.dotDot) {
      advance()
      guard startsExpression() else { throw unexpected("the end of the range") }
      parts.append(try parsePipeline())
    }
    let place = first.range.union(parts[parts.count - 1].range)
    report(.bareRange(place, text: parts.map { lexed.file.text(of: $0.range) }.joined(separator: ":")))
    let step = parts.count > 2 ? parts[1] : nil
    return Expression(.range(first: first, step: step, last: parts[parts.count - 1]), place)
  }

  /// Notes that a node was built on parts of the given heights.
  mutating func grow(_ heights: Int..., at range: SourceRange) throws(Failure) {
    height = (heights.max() ?? 0) + 1
    if height > Self.heightLimit { throw tooDeep(range) }
  }

  /// `expr` of the grammar.
  mutating func parsePipeline() throws(Failure) -> Expression {
    var value = try parseBinary(atLeast: 1)
    var isPiped = false
    while true {
      let valueHeight = height
      if eat(.pipe) != nil {
        let layer = try parseReference()
        let range = value.range.union(layer.range)
        try grow(valueHeight, height, at: range)
        value = Expression(.pipe(value: value, layer: layer), range)
        isPiped = true
      } else if isPiped, let found = binaryOperator() {
        report(.operatorAfterPipe(range(current), text(current), pipe: value.range))
        let token = advance()
        let right = try parseBinary(atLeast: min(found.precedence + 1, 6))
        let whole = value.range.union(right.range)
        try grow(valueHeight, height, at: whole)
        value = Expression(.binary(found.operator, value, right, operatorRange: range(token)), whole)
      } else if isPiped, at(.leftBracket), !current.startsLine {
        report(.operatorAfterPipe(range(current), text(current), pipe: value.range))
        value = try parseIndices(of: value)
      } else {
        return value
      }
    }
  }

  /// What a pipe may lead to: a layer's name, indices, and its const arguments.
  private mutating func parseReference() throws(Failure) -> Expression {
    if at(.name) || (kind.isKeyword && !startsExpression() && !current.startsLine) {
      let (reference, hasCall) = try parseReferenceParts()
      // An index behind a call is not a layer any more: `parsePipeline` says so.
      if hasCall, at(.leftParenthesis), !current.startsLine { return try repairPostfix(reference) }
      return reference
    }
    guard startsExpression() else { throw unexpected("a layer after `|>`") }
    let other = try parseUnary()
    report(.pipeIntoValue(other.range))
    return Expression(.error, other.range)
  }

  /// `qualified { index } [ call ]`, and whether there is a call.
  mutating func parseReferenceParts() throws(Failure) -> (Expression, hasCall: Bool) {
    let name = try parseQualifiedName("a value")
    height = 1
    let base = try parseIndices(of: Expression(.name(name), name.range))
    guard at(.leftParenthesis) else { return (base, false) }
    return (try parseCall(of: base), true)
  }

  /// `qualified`
  mutating func parseQualifiedName(_ what: String) throws(Failure) -> QualifiedName {
    var parts = [try parseName(what)]
    while eat(.dot) != nil { parts.append(try parseName("a member")) }
    return QualifiedName(parts)
  }

  // MARK: - Operators

  struct OperatorUse {
    var `operator`: BinaryOperator
    /// From 1, `||`, to 5, products.
    var precedence: Int
    /// How the operator should have been written, if it is another language's.
    var correction: String?
  }

  /// The binary operator that the current token is.
  func binaryOperator() -> OperatorUse? {
    switch kind {
    case .or: OperatorUse(operator: .or, precedence: 1)
    case .and: OperatorUse(operator: .and, precedence: 2)
    case .equal: OperatorUse(operator: .equal, precedence: 3)
    case .notEqual: OperatorUse(operator: .notEqual, precedence: 3)
    case .less: OperatorUse(operator: .less, precedence: 3)
    case .lessOrEqual: OperatorUse(operator: .lessOrEqual, precedence: 3)
    case .greater: OperatorUse(operator: .greater, precedence: 3)
    case .greaterOrEqual: OperatorUse(operator: .greaterOrEqual, precedence: 3)
    case .plus: OperatorUse(operator: .add, precedence: 4)
    case .minus: OperatorUse(operator: .subtract, precedence: 4)
    case .star: OperatorUse(operator: .multiply, precedence: 5)
    case .slash: OperatorUse(operator: .divide, precedence: 5)
    case .percent: OperatorUse(operator: .remainder, precedence: 5)
    case .power: OperatorUse(operator: .power, precedence: 6)
    case .bar: OperatorUse(operator: .or, precedence: 1, correction: "||")
    case .ampersand: OperatorUse(operator: .and, precedence: 2, correction: "&&")
    case .caret: OperatorUse(operator: .power, precedence: 6, correction: "**")
    case .name where !current.startsLine && Self.startsExpression(peek().kind):
      switch text(current) {
      case "or": OperatorUse(operator: .or, precedence: 1, correction: "||")
      case "and": OperatorUse(operator: .and, precedence: 2, correction: "&&")
      default: nil
      }
    default: nil
    }
  }

  /// `disjunction` and what lies below it, by precedence.
  private mutating func parseBinary(atLeast minimum: Int) throws(Failure) -> Expression {
    var left = try parseUnary()
    var comparand: Expression?
    while let found = binaryOperator(), found.precedence >= minimum {
      // After a unary, a true `**` can only follow a parenthesised mistake; `^` is repaired here.
      let token = advance()
      if let correction = found.correction {
        report(.foreignOperator(range(token), text(token), correction: correction))
      }
      if found.precedence == 3, let middle = comparand {
        report(.chainedComparison(range(token), middle: lexed.file.text(of: middle.range)))
      }
      let leftHeight = height
      let right = found.precedence == 6 ? try parseUnary() : try parseBinary(atLeast: found.precedence + 1)
      let whole = left.range.union(right.range)
      try grow(leftHeight, height, at: whole)
      comparand = found.precedence == 3 ? right : nil
      left = Expression(.binary(found.operator, left, right, operatorRange: range(token)), whole)
    }
    return left
  }

  private mutating func parseUnary() throws(Failure) -> Expression {
    let token = current
    var negation: UnaryOperator?
    switch kind {
    case .minus: negation = .negate
    case .not: negation = .not
    case .name where text(token) == "not" && peek().kind == .name && !peek().startsLine:
      report(.foreignOperator(range(token), "not", correction: "!"))
      negation = .not
    case .plus:
      throw unexpected(
        "an expression", hint: "there is no sign `+`",
        fixes: [.init("remove `+`", edits: [.init(range: range(token), replacement: "")])])
    default: break
    }
    if let negation {
      advance()
      let operand = try nested { p throws(Failure) in try p.parseUnary() }
      let whole = range(token).union(operand.range)
      try grow(height, at: whole)
      return Expression(.unary(negation, operand), whole)
    }
    let base = try parsePrimary()
    guard at(.power) else { return base }
    let power = advance()
    let baseHeight = height
    let exponent = try nested { p throws(Failure) in try p.parseUnary() }
    let whole = base.range.union(exponent.range)
    try grow(baseHeight, height, at: whole)
    return Expression(.binary(.power, base, exponent, operatorRange: range(power)), whole)
  }

  // MARK: - Primaries

  private mutating func parsePrimary() throws(Failure) -> Expression {
    let token = current
    height = 1
    switch kind {
    case .integerLiteral:
      advance()
      return try repairPostfix(Expression(.integer(Int(text(token)) ?? 0), range(token)))
    case .floatLiteral:
      advance()
      return try repairPostfix(Expression(.float(Double(text(token)) ?? 0), range(token)))
    case .stringLiteral:
      advance()
      return try repairPostfix(Expression(.string(stringValue(ofLiteral: text(token))), range(token)))
    case .true, .false:
      advance()
      return try repairPostfix(Expression(.boolean(token.kind == .true), range(token)))
    case .leftBracket:
      return try repairPostfix(try parseBracketList())
    case .leftParenthesis:
      advance()
      closers.append(.rightParenthesis)
      defer { closers.removeLast() }
      let inner = try nested { p throws(Failure) in try p.parseExpression() }
      try expectCloser(.rightParenthesis, of: token)
      let whole = range(from: token)
      try grow(height, at: whole)
      return try repairPostfix(try parseIndices(of: Expression(.parenthesized(inner), whole)))
    case .int, .float:
      advance()
      guard at(.leftParenthesis) else { throw unexpected("`(` after `\(token.kind.rawValue)`") }
      let name = QualifiedName([Name(text(token), range(token))])
      return try repairPostfix(try parseCall(of: Expression(.name(name), name.range)))
    case .expval where peek().kind == .leftParenthesis,
      .probs where peek().kind == .name, .sample where peek().kind == .name:
      let readout = try parseReadout(kind)
      report(.readoutInExpression(readout.range))
      return Expression(.error, readout.range)
    case .name where text(token) == "measure" && peek().kind == .name && !peek().startsLine:
      report(.measurement(range(token)))
      throw Failure()
    case .name:
      return try parseNamed()
    default:
      // A keyword in the middle of a line was meant as a name; at its start it begins the next statement.
      guard kind.isKeyword, !current.startsLine, ![.in, .of, .if, .for, .else, .return].contains(kind)
      else {
        throw unexpected("an expression", hint: at(.leftBrace) ? "an array is written `[a, b]`" : nil)
      }
      return try parseNamed()
    }
  }

  /// `qualified { index } [ call { index } ]`
  private mutating func parseNamed() throws(Failure) -> Expression {
    let (reference, hasCall) = try parseReferenceParts()
    return try repairPostfix(hasCall ? try parseIndices(of: reference) : reference)
  }

  /// Reports calls and indices of what takes none, and skips them.
  private mutating func repairPostfix(_ base: Expression) throws(Failure) -> Expression {
    var base = base
    while at(.leftParenthesis) || at(.leftBracket), current.start == base.range.end {
      report(.notCallable(range(current), isCall: at(.leftParenthesis), base: base.range))
      base = at(.leftParenthesis) ? try parseCall(of: base) : try parseIndices(of: base)
    }
    return base
  }
}
