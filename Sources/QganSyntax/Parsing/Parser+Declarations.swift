extension Parser {
  /// `file`
  mutating func parseFile() -> FileSyntax {
    let version = parseVersion()
    var declarations: [Declaration] = []
    // After something that cannot be placed, only what is surely a declaration is believed.
    var isLost = false
    while !at(.endOfFile) {
      misusedKeywords = []
      outcomes = []
      suspectBrace = nil
      if isLost, !surelyStartsDeclaration() {
        advance()
        continue
      }
      isLost = false
      if skipStraySemicolon() { continue }
      let start = position
      do throws(Failure) {
        if let declaration = try parseDeclaration() { declarations.append(declaration) }
      } catch {
        skipToStatementEnd(from: start)
        if position == start { advance() }
        isLost = !endsDeclaration(startedBy: tokens[start].kind)
      }
    }
    let whole = SourceRange(file: lexed.file.id, start: 0, end: lexed.file.utf8.count)
    return FileSyntax(version: version, declarations: declarations, range: whole)
  }

  /// Whether the token before the current one can be the end of a declaration that failed.
  private func endsDeclaration(startedBy kind: TokenKind) -> Bool {
    switch kind {
    case .const, .config, .include: previous?.kind == .semicolon
    default: previous?.kind == .semicolon && kind.isType || previous?.kind == .rightBrace && kind.isKeyword
    }
  }

  private func surelyStartsDeclaration() -> Bool {
    if kind == .const || kind == .config {
      return current.startsLine && indentation(ofLineWith: current) == 0
        && lexed.file.position(of: current.start).column == 1
    }
    return current.startsLine && (startsDeclaration() || (at(.name) && misspelledKeyword() != nil))
  }

  /// Whether the current keyword is followed by what follows it in a declaration.
  func startsDeclaration() -> Bool {
    guard kind.startsDeclarationOnly else { return false }
    let next = peek().kind
    if kind == .include { return next == .stringLiteral }
    // `model in {A, B};` is an axis of a sweep.
    guard next == .name || (next.isKeyword && next != .in) else { return next == .leftBrace }
    return peek(2).kind != .colon && peek(2).kind != .assign
  }

  // MARK: - Version

  private mutating func parseVersion() -> Name? {
    if at(word: "OPENQASM") {
      let start = advance()
      if at(.integerLiteral) || at(.floatLiteral) { advance() }
      _ = eat(.semicolon)
      report(.openQASMHeader(range(from: start)))
      return nil
    }
    guard at(.qgan) else {
      if !current.isMalformed, !isSilent, diagnostics.codes(at: 0) != ["QG010"] {
        let place = SourceRange(file: lexed.file.id, start: current.start, end: current.start)
        report(.missingVersion(place))
      }
      return nil
    }
    return parseVersionLine()
  }

  private mutating func parseVersionLine() -> Name? {
    let start = position
    advance()
    do throws(Failure) {
      guard at(.integerLiteral) || at(.floatLiteral) else {
        throw unexpected("the version after `qgan`, such as `\(LanguageVersion.current)`")
      }
      let token = advance()
      let version = Name(text(token), range(token))
      let major = LanguageVersion(version.text)
      if major == nil || major?.major != LanguageVersion.current.major
        || major?.minor ?? 0 > LanguageVersion.current.minor
      {
        if diagnostics.codes(at: token.start).isEmpty { report(.unsupportedVersion(version)) }
      }
      try expectSemicolon(after: "the version")
      return version
    } catch {
      skipToStatementEnd(from: start)
      return nil
    }
  }

  // MARK: - Declarations

  /// `declaration`; `nil` if it was diagnosed and is to be left out.
  mutating func parseDeclaration() throws(Failure) -> Declaration? {
    let start = current
    var keyword = kind
    if at(.name), let meant = misspelledKeyword() {
      report(.misspelledKeyword(range(start), text(start), meant: meant.rawValue))
      keyword = meant
    }
    let declaration: Declaration.Kind?
    switch keyword {
    case .include: declaration = .include(try parseInclude())
    case .const, .config: declaration = .constant(try parseConstant())
    case .gate: declaration = try parseGate().map { .gate($0) }
    case .circuit: declaration = try parseCircuit().map { .circuit($0) }
    case .model: declaration = try parseModel().map { .model($0) }
    case .dataset: declaration = .dataset(try parseDataset())
    case .train: declaration = .train(try parseTrain())
    case .variant: declaration = .variant(try parseVariant())
    case .sweep: declaration = .sweep(try parseSweep())
    default:
      try refuseAtTopLevel()
      return nil
    }
    let documentation = lexed.documentation(before: start)
    return declaration.map { Declaration($0, documentation: documentation, range(from: start)) }
  }

  /// The declaration keyword that the current name nearly is.
  private func misspelledKeyword() -> TokenKind? {
    guard peek().kind == .name, let after = Optional(peek(2).kind),
      [.leftParenthesis, .leftBrace, .of, .arrow, .name].contains(after)
    else { return nil }
    let keywords: [TokenKind] = [.gate, .circuit, .model, .dataset, .train, .variant, .sweep]
    return Suggestion.nearest(to: text(current), in: keywords.map(\.rawValue))
      .flatMap { TokenKind.keywords[$0] }
  }

  /// Reports what stands at the top of a file and is no declaration.
  private mutating func refuseAtTopLevel() throws(Failure) {
    let token = current
    switch kind {
    case .rightBrace, .rightParenthesis, .rightBracket:
      advance()
      report(.unmatchedCloser(range(token), text(token)))
      return
    case .qgan where peek().kind == .floatLiteral || peek().kind == .integerLiteral:
      report(.secondVersion(range(token)))
      _ = parseVersionLine()
      return
    case .int, .float, .angle, .bool, .string, .layer:
      guard peek().kind == .name || peek().kind == .leftBracket else { break }
      report(.constMissing(range(token)))
      _ = try parseConstantAfterKeyword(isConfig: false)
      return
    case .unknown:
      throw Failure()
    default: break
    }
    report(.notADeclaration(range(token), text(token), isStatement: kind.isKeyword || kind == .name))
    throw Failure()
  }

  /// `include`
  private mutating func parseInclude() throws(Failure) -> IncludeDeclaration {
    advance()
    guard at(.stringLiteral) else {
      throw unexpected("a path in double quotes after `include`")
    }
    let token = advance()
    var alias: Name?
    if eat(.as) != nil { alias = try parseName("the included file") }
    try expectSemicolon(after: "the include")
    return IncludeDeclaration(
      path: stringValue(ofLiteral: text(token)), pathRange: range(token), alias: alias)
  }

  /// `constant`
  mutating func parseConstant() throws(Failure) -> ConstantDeclaration {
    let isConfig = advance().kind == .config
    return try parseConstantAfterKeyword(isConfig: isConfig)
  }

  /// `constant` behind its first word.
  mutating func parseConstantAfterKeyword(isConfig: Bool) throws(Failure) -> ConstantDeclaration {
    let (type, name) = try parseTypedName("a constant", guess: guessedType())
    if at(.semicolon) { throw unexpected("`=` and a value: every constant has one") }
    try expect(.assign, "after the name of the constant")
    let value = try parseExpression()
    try expectSemicolon(after: "the constant")
    return ConstantDeclaration(isConfig: isConfig, type: type, name: name, value: value)
  }

  /// The type that the value of a constant without a type suggests.
  private func guessedType() -> TypeSyntax.Scalar {
    switch peek(2).kind {
    case .floatLiteral: .float
    case .stringLiteral: .string
    case .true, .false: .bool
    default: .int
    }
  }

  /// Parses a head and the block behind it; where the head fails, the block is still checked, and the result is `nil`.
  private mutating func parseWithBody<Head>(
    _ keyword: Token, head: (inout Parser) throws(Failure) -> (name: Name, Head)
  ) throws(Failure) -> (Name, Head, Block)? {
    do throws(Failure) {
      let (name, head) = try head(&self)
      return (name, head, try parseBlock(of: "`\(name.text)`"))
    } catch {
      guard !isSilent, skipToBody() else { throw error }
      _ = try parseBlock(of: "`\(text(keyword))`")
      return nil
    }
  }

  /// `gate`
  private mutating func parseGate() throws(Failure) -> GateDeclaration? {
    let parts = try parseWithBody(advance()) { p throws(Failure) in
      let name = try p.parseName("a gate")
      var angles: [Name] = []
      if let opening = p.eat(.leftParenthesis) {
        angles = try p.parseList(
          closing: opening, with: .rightParenthesis, of: "angles", allowsEmpty: true,
          allowsTrailingComma: false
        ) { p throws(Failure) in try p.parseBareName("an angle") }
      }
      let qubits = try p.parseSequence(of: "qubits") { p throws(Failure) in try p.parseBareName("a qubit") }
      return (name, (angles, qubits))
    }
    return parts.map { GateDeclaration(name: $0.0, angles: $0.1.0, qubits: $0.1.1, body: $0.2) }
  }

  /// A gate's angle or qubit, which has no type.
  private mutating func parseBareName(_ what: String) throws(Failure) -> Name {
    if kind.isType || at(.qubit), peek().kind == .name {
      let token = advance()
      let place = SourceRange(file: lexed.file.id, start: token.start, end: current.start)
      report(.typeInGate(range(token), removing: place))
    }
    return try parseName(what)
  }

  /// `circuit`
  private mutating func parseCircuit() throws(Failure) -> CircuitDeclaration? {
    let parts = try parseWithBody(advance()) { p throws(Failure) in
      p.hasMisplacedRegister = false
      let name = try p.parseName("a circuit")
      let parameters = try p.parseParameters()
      let form = try p.parseForm(of: name)
      return (name, (parameters, form))
    }
    return parts.map { CircuitDeclaration(name: $0.0, parameters: $0.1.0, form: $0.1.1, body: $0.2) }
  }

  private mutating func parseForm(of name: Name) throws(Failure) -> CircuitDeclaration.Form {
    if let result = try parseResultType() { return .layer(result: result) }
    guard at(.qubit) else {
      guard at(.leftBrace) || at(.name) else { throw unexpected("`->` or a register") }
      if hasMisplacedRegister { throw Failure() }
      throw fail(
        .circuitWithoutForm(endOfPrevious, name: name.text, register: at(.name) ? range(current) : nil))
    }
    return .subroutine(
      registers: try parseSequence(of: "registers") { p throws(Failure) in try p.parseRegister() })
  }

  /// `[ "->" type ]`
  private mutating func parseResultType() throws(Failure) -> TypeSyntax? {
    guard let arrow = eat(.arrow) else { return nil }
    if at(.leftBrace) { throw fail(.missingResultType(range(arrow))) }
    return try parseType()
  }

  /// `model`
  private mutating func parseModel() throws(Failure) -> ModelDeclaration? {
    let parts = try parseWithBody(advance()) { p throws(Failure) in
      let name = try p.parseName("a model")
      let parameters = try p.parseParameters()
      return (name, (parameters, try p.parseResultType()))
    }
    return parts.map { ModelDeclaration(name: $0.0, parameters: $0.1.0, result: $0.1.1, body: $0.2) }
  }
}
