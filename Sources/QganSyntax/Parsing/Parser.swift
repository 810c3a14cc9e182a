/// A recursive-descent parser with recovery; its rules are those of grammar/qgan.ebnf.
///
/// Small mistakes are repaired on the spot; otherwise a rule throws, after it has reported why, and the nearest list,
/// statement or declaration around it goes on behind the mistake.
struct Parser {
  /// Thrown after the reason was reported.
  struct Failure: Error {}

  /// How deeply brackets and blocks may nest: deeper ones could overflow the stack of whoever walks the tree.
  static let nestingLimit = 100
  /// How high the tree of one expression may grow, chains of operators included.
  static let heightLimit = 500

  let lexed: LexedFile
  let tokens: [Token]
  var position = 0
  var diagnostics: DiagnosticList
  /// How many brackets and blocks are open around the current token.
  var depth = 0
  /// The height of the expression that was parsed last.
  var height = 0
  /// Where too deep a nesting was met, nothing more is reported.
  var isSilent = false
  /// The names that hold outcomes of measurements, as far as this version's refusals need to know.
  var outcomes: Set<String> = []
  /// Keywords that were already reported as names in this declaration.
  var misusedKeywords: Set<TokenKind> = []
  /// What closes the brackets that are open around the current token.
  var closers: [TokenKind] = []
  /// Whether the head of the circuit at hand has a register among its parameters, which was reported.
  var hasMisplacedRegister = false
  /// A block whose closing brace stands at another indentation than its head: perhaps not its own.
  var suspectBrace: Token?

  init(_ lexed: LexedFile) {
    self.lexed = lexed
    tokens = lexed.tokens
    diagnostics = DiagnosticList()
    for d in lexed.diagnostics { diagnostics.add(d) }
  }

  // MARK: - Tokens

  var current: Token { tokens[position] }
  var kind: TokenKind { tokens[position].kind }
  var previous: Token? { position > 0 ? tokens[position - 1] : nil }

  /// The token `distance` after the current one; the end of the file past the end.
  func peek(_ distance: Int = 1) -> Token { tokens[min(position + distance, tokens.count - 1)] }

  func at(_ kind: TokenKind) -> Bool { self.kind == kind }

  /// Whether the current token is the name `word`, which is no keyword.
  func at(word: String) -> Bool { at(.name) && text(current) == word }

  func text(_ token: Token) -> String { lexed.text(of: token) }

  func range(_ token: Token) -> SourceRange { lexed.range(of: token) }

  /// From the start of `token` to the end of what was consumed last.
  func range(from token: Token) -> SourceRange { range(from: token.start) }

  func range(from start: Int) -> SourceRange {
    SourceRange(file: lexed.file.id, start: start, end: max(start, previous?.end ?? start))
  }

  /// The place of `token`, which was consumed last, with the blanks on both sides of it.
  func rangeWithBlanks(_ token: Token) -> SourceRange {
    let start = position > 1 ? tokens[position - 2].end : token.start
    return SourceRange(file: lexed.file.id, start: start, end: max(token.end, current.start))
  }

  /// The empty place just behind what was consumed last.
  var endOfPrevious: SourceRange {
    let end = previous?.end ?? current.start
    return SourceRange(file: lexed.file.id, start: end, end: end)
  }

  @discardableResult
  mutating func advance() -> Token {
    let token = current
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  mutating func eat(_ kind: TokenKind) -> Token? { at(kind) ? advance() : nil }

  /// Consumes a token of `kind`, which the grammar demands `context` ("after the condition").
  @discardableResult
  mutating func expect(_ kind: TokenKind, _ context: String) throws(Failure) -> Token {
    if let token = eat(kind) { return token }
    throw unexpected("`\(kind.rawValue)` \(context)")
  }

  /// The indentation, in bytes, of the line that `token` stands on.
  func indentation(ofLineWith token: Token) -> Int {
    let bytes = lexed.file.utf8
    let start = lexed.file.lineStarts[max(0, lexed.file.position(of: token.start).line - 1)]
    return bytes[start..<max(start, token.start)].prefix { $0 == 0x20 || $0 == 0x09 }.count
  }

  // MARK: - Reports

  mutating func report(_ diagnostic: Diagnostic) {
    guard !isSilent else { return }
    diagnostics.add(diagnostic)
  }

  /// Reports that something else was expected, unless the place has been complained about, and returns what to throw.
  mutating func unexpected(_ expected: String, hint: String? = nil, fixes: [Diagnostic.Fix] = [])
    -> Failure
  {
    if current.isMalformed || previous?.isMalformed == true { return Failure() }
    if !diagnostics.codes(at: current.start).isEmpty { return Failure() }
    if current.kind == .endOfFile, !diagnostics.codes(at: endOfPrevious.start).isEmpty {
      return Failure()
    }
    report(.unexpected(found(), at: foundRange, expected: expected, hint: hint, fixes: fixes))
    return Failure()
  }

  mutating func fail(_ diagnostic: Diagnostic) -> Failure {
    report(diagnostic)
    return Failure()
  }

  /// The place of the current token; the end of the text if that is what was found.
  private var foundRange: SourceRange { at(.endOfFile) ? endOfPrevious : range(current) }

  /// How a message names the current token.
  func found() -> String {
    switch kind {
    case .endOfFile: "the end of the file"
    case .stringLiteral: "a string"
    case .name, .integerLiteral, .floatLiteral, .unknown: "`\(text(current))`"
    default: kind.isKeyword ? "the keyword `\(kind.rawValue)`" : "`\(kind.rawValue)`"
    }
  }

  // MARK: - Nesting

  /// Runs `body` one level deeper; too deep is an error that ends the parsing, since nothing behind it can be trusted.
  mutating func nested<T>(_ body: (inout Parser) throws(Failure) -> T) throws(Failure) -> T {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.nestingLimit else { throw tooDeep(range(current)) }
    return try body(&self)
  }

  mutating func tooDeep(_ range: SourceRange) -> Failure {
    report(.tooDeep(range, limit: Self.nestingLimit))
    isSilent = true
    position = tokens.count - 1
    return Failure()
  }

  // MARK: - Recovery

  /// Demands the semicolon that ends `what`; a missing one is reported where it should stand.
  mutating func expectSemicolon(after what: String) throws(Failure) {
    if eat(.semicolon) != nil { return }
    let ends = current.startsLine || at(.rightBrace) || at(.endOfFile) || startsStatement()
    guard ends else { throw unexpected("`;` after \(what)") }
    if previous?.isMalformed == true { return }
    let place = endOfPrevious
    // A bracket that is missing in the same place is the same slip.
    if diagnostics.codes(at: place.start).contains("QG107") { return }
    report(.missingSemicolon(place, after: what))
  }

  /// Whether what comes next can only be a new statement or declaration.
  func startsStatement() -> Bool {
    if kind.startsStatement || kind.startsDeclarationOnly { return true }
    guard at(.name) else { return false }
    switch peek().kind {
    case .assign: return true
    // `h q;` after a statement that lacks its semicolon, not an operand after one that lacks its comma.
    case .name: return !peek().startsLine
    default: return false
    }
  }

  /// Goes behind the end of the statement or property that could not be parsed.
  /// It began at the token of index `start`.
  mutating func skipToStatementEnd(from start: Int) {
    var braces = 0
    while !at(.endOfFile) {
      if braces == 0 {
        if eat(.semicolon) != nil { return }
        if at(.rightBrace) { return }
        if position > start, current.startsLine,
          kind.startsStatement || kind.startsDeclarationOnly || (at(.name) && peek().kind == .assign)
        {
          return
        }
      }
      if at(.leftBrace) { braces += 1 }
      if at(.rightBrace) {
        braces -= 1
        advance()
        // What had a body ends with it.
        if braces == 0, !at(.semicolon) { return }
        continue
      }
      advance()
    }
  }

  /// Goes to the brace that opens the body of a broken head, if there is one.
  mutating func skipToBody() -> Bool {
    while !at(.endOfFile), !at(.rightBrace), !at(.semicolon) {
      if at(.leftBrace) { return true }
      if current.startsLine, kind.startsDeclarationOnly { return false }
      advance()
    }
    return false
  }

  /// Goes to the comma or the bracket that ends the element of a list that could not be parsed; whether it is there.
  mutating func skipToListEnd(closer: TokenKind) -> Bool {
    var open = 0
    while true {
      switch kind {
      case .endOfFile, .semicolon, .leftBrace, .rightBrace:
        return closer == .rightBrace && at(.rightBrace)
      case .comma where open == 0: return true
      case closer where open == 0: return true
      case .leftParenthesis, .leftBracket: open += 1
      case .rightParenthesis, .rightBracket:
        guard open > 0 else { return false }
        open -= 1
      default:
        if current.startsLine, kind.startsStatement || kind.startsDeclarationOnly { return false }
      }
      advance()
    }
  }
}
