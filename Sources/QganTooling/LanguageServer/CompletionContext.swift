import QganSyntax

/// What may be written at a place, found from the tokens alone: the text there is seldom whole.
struct CompletionContext {
  enum Place: Hashable {
    /// At the top of the file, where a declaration begins.
    case declaration
    /// In the braces of a `dataset` or `train`, where a key begins.
    case property(block: TokenKind)
    /// Behind the key of a property.
    case propertyValue(key: String)
    /// In the braces of `every`.
    case action
    /// In a variant or sweep, where a name is set.
    case setting
    /// Where a statement begins.
    case statement(body: TokenKind)
    /// Behind `@`.
    case gate
    /// Behind `|>`.
    case layer
    /// Behind `~`.
    case initializer
    /// In the parentheses of `expval`.
    case observable
    /// Where a type stands.
    case type
    /// Behind the dot of a namespace, whose name may itself be dotted.
    case member(of: [String])
    /// In the string of an `include`, of which this much is there before the caret; the path fills the range.
    case includePath(String, SourceRange)
    /// Any other expression.
    case expression
    /// In a comment, another string, or where a name of one's own is invented.
    case nothing
  }

  private(set) var place = Place.nothing
  /// The call whose parentheses are innermost: the parts of its name.
  private(set) var callee: [String] = []
  /// Whether an argument begins here, so that a label may stand.
  private(set) var isArgumentStart = false
  /// Labels that the call has already.
  private(set) var labels: Set<String> = []
  /// Keys that the block has already.
  private(set) var keys: Set<String> = []
  /// Names that the declaration at hand binds before the caret, and whether each is a register or qubit.
  private(set) var locals: [String: Bool] = [:]
  /// The keyword of the declaration at hand.
  private(set) var declaration: TokenKind?

  private struct Open {
    var kind: TokenKind
    /// Index of the opening token.
    var token: Int
    /// For braces: the keyword that they belong to.
    var head: TokenKind?
  }

  init(_ lexed: LexedFile, at offset: Int) {
    let tokens = lexed.tokens
    // The token that the caret stands in or behind is being written; what counts is what stands before it.
    var end = 0
    while end < tokens.count, tokens[end].kind != .endOfFile, tokens[end].end < offset { end += 1 }
    if end < tokens.count, tokens[end].kind != .endOfFile, tokens[end].start < offset,
      tokens[end].end == offset, !tokens[end].kind.isWord, !Self.isOpenString(tokens[end], lexed.file)
    {
      end += 1
    }
    if end < tokens.count {
      let current = tokens[end]
      if current.kind == .stringLiteral, current.start < offset {
        let isInclude = end > 0 && tokens[end - 1].kind == .include
        place = isInclude ? Self.includePath(current, lexed.file, offset) : .nothing
        return
      }
      if current.kind == .integerLiteral || current.kind == .floatLiteral, current.start < offset { return }
      if Self.isInComment(current, lexed, offset) { return }
    }
    if end > 0, Self.isInComment(tokens[end - 1], lexed, offset) { return }
    let before = tokens[..<end]
    if let last = before.last, last.end == offset,
      [.stringLiteral, .integerLiteral, .floatLiteral].contains(last.kind)
    {
      return
    }
    read(before, lexed)
  }

  private static func includePath(_ string: Token, _ file: SourceFile, _ offset: Int) -> Place {
    let start = string.start + 1
    let written = SourceRange(file: file.id, start: start, end: max(start, offset))
    // One that nothing closes may reach over what stands behind it.
    let end = isOpenString(string, file) ? written.end : max(written.end, string.end - 1)
    return .includePath(file.text(of: written), SourceRange(file: file.id, start: start, end: end))
  }

  /// Whether the closing quotation mark is missing.
  private static func isOpenString(_ token: Token, _ file: SourceFile) -> Bool {
    token.kind == .stringLiteral
      && (token.end < token.start + 2 || file.utf8[token.end - 1] != UInt8(ascii: "\""))
  }

  private static func isInComment(_ token: Token, _ lexed: LexedFile, _ offset: Int) -> Bool {
    (lexed.leadingTrivia(of: token) + lexed.trailingTrivia(of: token)).contains { piece in
      switch piece.kind {
      case .lineComment, .docComment: piece.start + 1 < offset && offset <= piece.end
      case .blockComment: piece.start + 1 < offset && offset < piece.end
      default: false
      }
    }
  }

  private mutating func read(_ tokens: ArraySlice<Token>, _ lexed: LexedFile) {
    var open: [Open] = []
    var head: TokenKind?
    var headToken = 0
    for (i, token) in tokens.enumerated() {
      switch token.kind {
      case .leftBrace, .leftParenthesis, .leftBracket:
        open.append(Open(kind: token.kind, token: i, head: token.kind == .leftBrace ? head : nil))
        if token.kind == .leftBrace { head = nil }
      case .rightBrace:
        while let last = open.popLast(), last.kind != .leftBrace {}
        head = nil
      case .rightParenthesis, .rightBracket:
        if let last = open.last, last.kind != .leftBrace { open.removeLast() }
      case .semicolon: head = nil
      case .gate, .circuit, .model, .dataset, .train, .variant, .sweep:
        let next = i + 1 < tokens.count ? tokens[tokens.startIndex + i + 1] : nil
        guard next?.kind != .colon, open.isEmpty || (token.startsLine && next?.kind == .name) else { break }
        // A declaration begins, whatever was left open above it.
        open.removeAll()
        head = token.kind
        headToken = i
        declaration = token.kind
        locals = [:]
      case .every, .for, .if, .else: head = token.kind
      default: break
      }
      noteLocal(tokens, i, lexed)
    }
    if open.isEmpty, head == nil { declaration = nil }
    decide(Array(tokens), open, head, headToken, lexed)
  }

  /// Names that are being declared: behind a type, a size or a keyword, or before `=`.
  private mutating func noteLocal(_ tokens: ArraySlice<Token>, _ i: Int, _ lexed: LexedFile) {
    let base = tokens.startIndex
    let token = tokens[base + i]
    guard token.kind == .name, i > 0 else { return }
    let previous = tokens[base + i - 1].kind
    let next = i + 1 < tokens.count ? tokens[base + i + 1].kind : .endOfFile
    let text = lexed.text(of: token)
    if previous == .qubit {
      locals[text] = true
    } else if previous.isType || previous == .const || previous == .layer || next == .assign {
      locals[text] = false
    } else if previous == .rightBracket {
      // `float[3] x` or `qubit[n] q`: what stands before the bracket says which.
      var depth = 0
      var j = i - 1
      while j >= 0 {
        if tokens[base + j].kind == .rightBracket { depth += 1 }
        if tokens[base + j].kind == .leftBracket { depth -= 1 }
        if depth == 0 { break }
        j -= 1
      }
      if j > 0, tokens[base + j - 1].kind == .qubit {
        locals[text] = true
      } else if j > 0, tokens[base + j - 1].kind.isType {
        locals[text] = false
      }
    } else if declaration == .gate,
      previous == .leftParenthesis || previous == .comma || previous == .rightParenthesis,
      locals[text] == nil,
      !tokens[base...(base + i)].reversed().prefix(while: { $0.kind != .gate })
        .contains(where: { $0.kind == .leftBrace })
    {
      locals[text] =
        previous == .rightParenthesis
        || tokens[base...(base + i)].last { $0.kind == .rightParenthesis || $0.kind == .gate }?.kind
          == .rightParenthesis
    }
  }

  private mutating func decide(
    _ tokens: [Token], _ open: [Open], _ head: TokenKind?, _ headToken: Int, _ lexed: LexedFile
  ) {
    let last = tokens.last?.kind
    if last == .dot {
      var parts: [String] = []
      var i = tokens.count - 1
      while i >= 1, tokens[i].kind == .dot, tokens[i - 1].kind == .name {
        parts.insert(lexed.text(of: tokens[i - 1]), at: 0)
        i -= 2
      }
      place = parts.isEmpty ? .nothing : .member(of: parts)
      return
    }
    switch last {
    case .pipe?:
      place = .layer
      return
    case .tilde?:
      place = .initializer
      return
    case .at?:
      place = open.last.map { observes($0, tokens) } == true ? .observable : .gate
      return
    case .input?, .param?, .const?, .config?, .arrow?:
      place = .type
      return
    case .gate?, .circuit?, .model?, .dataset?, .train?, .variant?, .sweep?, .as?, .qgan?: return
    default: break
    }
    if let last, last.isType, declaration != nil, open.last?.kind != .leftParenthesis || last != .int {
      return
    }
    guard let inner = open.last else {
      place = tokens.isEmpty || last == .semicolon || last == .rightBrace ? .declaration : .expression
      return
    }
    switch inner.kind {
    case .leftParenthesis:
      if observes(inner, tokens) {
        place = .observable
        return
      }
      readCall(inner, tokens, lexed)
      place = callee.isEmpty && open.count == 1 && declaration != nil ? .type : .expression
    case .leftBrace: decideInBraces(inner, tokens, open, head, lexed)
    default: place = .expression
    }
  }

  private func observes(_ parenthesis: Open, _ tokens: [Token]) -> Bool {
    parenthesis.token > 0 && tokens[parenthesis.token - 1].kind == .expval
  }

  private mutating func readCall(_ parenthesis: Open, _ tokens: [Token], _ lexed: LexedFile) {
    var i = parenthesis.token - 1
    guard i >= 0, tokens[i].kind == .name else { return }
    // The name of a declaration is not called.
    if i > 0, [.circuit, .model, .gate].contains(tokens[i - 1].kind) { return }
    callee = [lexed.text(of: tokens[i])]
    while i >= 2, tokens[i - 1].kind == .dot, tokens[i - 2].kind == .name {
      callee.insert(lexed.text(of: tokens[i - 2]), at: 0)
      i -= 2
    }
    isArgumentStart = tokens.last?.kind == .leftParenthesis || tokens.last?.kind == .comma
    var depth = 0
    for j in parenthesis.token + 1..<max(parenthesis.token + 1, tokens.count) {
      switch tokens[j].kind {
      case .leftParenthesis, .leftBracket: depth += 1
      case .rightParenthesis, .rightBracket: depth -= 1
      case .colon where depth == 0 && tokens[j - 1].kind.isWord: labels.insert(lexed.text(of: tokens[j - 1]))
      default: break
      }
    }
  }

  private mutating func decideInBraces(
    _ brace: Open, _ tokens: [Token], _ open: [Open], _ head: TokenKind?, _ lexed: LexedFile
  ) {
    let last = tokens.last?.kind
    let isStart = last == .leftBrace || last == .semicolon || last == .rightBrace
    switch brace.head {
    case .dataset?, .train?:
      guard let block = brace.head else { return }
      if head == .every {
        place = .expression
      } else if isStart {
        keys = readKeys(brace, tokens, lexed)
        place = .property(block: block)
      } else {
        place = key(brace, tokens, lexed).map { .propertyValue(key: $0) } ?? .nothing
      }
    case .every?: place = isStart ? .action : .expression
    case .variant?, .sweep?: place = isStart ? .setting : .expression
    case nil where !isStart: place = .expression
    default:
      let body = declaration ?? .circuit
      // A set of values, as in `for int c in {1, 2}`, has no head of its own.
      if brace.token > 0, tokens[brace.token - 1].kind == .in {
        place = .expression
      } else {
        place = isStart ? .statement(body: body) : .expression
      }
    }
  }

  private func readKeys(_ brace: Open, _ tokens: [Token], _ lexed: LexedFile) -> Set<String> {
    var result: Set<String> = []
    for i in brace.token + 1..<max(brace.token + 1, tokens.count) {
      guard tokens[i].kind.isWord, [.leftBrace, .semicolon, .rightBrace].contains(tokens[i - 1].kind) else {
        continue
      }
      result.insert(lexed.text(of: tokens[i]))
    }
    return result
  }

  /// The key of the property that is being written, if its colon is there.
  private func key(_ brace: Open, _ tokens: [Token], _ lexed: LexedFile) -> String? {
    var start = tokens.count - 1
    while start > brace.token, ![.semicolon, .rightBrace].contains(tokens[start].kind) { start -= 1 }
    let first = start + 1
    guard first < tokens.count, tokens[first].kind.isWord,
      tokens[first...].contains(where: { $0.kind == .colon })
    else { return nil }
    return lexed.text(of: tokens[first])
  }
}
