import QganSyntax

/// The colours of a document: what each token is, beyond what a grammar of regular expressions can see.
struct SemanticTokens {
  /// The legend; a token's type is an index.
  static let types = [
    "namespace", "type", "class", "function", "method", "parameter", "variable", "property", "keyword",
    "comment",
    "string", "number", "operator", "enumMember",
  ]
  static let modifiers = ["declaration", "readonly", "defaultLibrary", "documentation"]

  private let checked: CheckedProgram
  private let lines: TextLines
  /// Lines, columns, lengths, types and modifiers, each relative to the one before where the protocol says so.
  private(set) var data: [Int] = []
  private var last = TextLines.Position(line: 0, character: 0)

  init(_ checked: CheckedProgram) {
    self.checked = checked
    lines = checked.lines(of: 0)
    var names: [Int: (type: String, modifiers: [String])] = [:]
    for occurrence in checked.index.occurrences where occurrence.range.file == 0 {
      var (type, modifiers) = Self.kind(occurrence.target, checked.index)
      if occurrence.isDefinition { modifiers.append("declaration") }
      if !type.isEmpty { names[occurrence.range.start] = (type, modifiers) }
    }
    for token in checked.lexed.tokens {
      comments(checked.lexed.leadingTrivia(of: token))
      if let known = names[token.start], token.kind != .stringLiteral {
        add(token.start, token.end, known.type, known.modifiers)
      } else {
        switch token.kind {
        case .integerLiteral, .floatLiteral: add(token.start, token.end, "number")
        case .stringLiteral: add(token.start, token.end, "string")
        case .name, .unknown, .endOfFile: break
        case let kind where kind.isType: add(token.start, token.end, "type")
        case let kind where kind.isKeyword: add(token.start, token.end, "keyword")
        case .leftBrace, .rightBrace, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket,
          .semicolon,
          .colon, .comma, .dot:
          break
        default: add(token.start, token.end, "operator")
        }
      }
      comments(checked.lexed.trailingTrivia(of: token))
    }
  }

  private static func kind(
    _ target: SymbolIndex.Target, _ index: SymbolIndex
  ) -> (type: String, modifiers: [String]) {
    switch target {
    case .file: ("", [])
    case .builtin(let builtin):
      switch builtin {
      case .number: ("variable", ["readonly", "defaultLibrary"])
      case .gate, .layer, .layerFunction: ("function", ["defaultLibrary"])
      case .datasetKey, .trainKey: ("property", [])
      case .label: ("parameter", [])
      case .observable: ("enumMember", ["defaultLibrary"])
      default: ("function", ["defaultLibrary"])
      }
    case .symbol(let number):
      switch index.symbols[number].kind {
      case .constant, .config, .loopVariable: ("variable", ["readonly"])
      case .gate, .subroutine, .circuit: ("function", [])
      case .model: ("class", [])
      case .dataset, .train, .variant, .sweep: ("variable", ["readonly"])
      case .namespace: ("namespace", [])
      case .const, .size: ("parameter", ["readonly"])
      case .input, .param, .angle, .qubit: ("parameter", [])
      case .register, .binding, .weight: ("variable", [])
      case .layer: ("method", [])
      }
    }
  }

  private mutating func comments(_ trivia: [TriviaPiece]) {
    for piece in trivia {
      switch piece.kind {
      case .docComment: add(piece.start, piece.end, "comment", ["documentation"])
      case .lineComment, .blockComment: add(piece.start, piece.end, "comment")
      default: break
      }
    }
  }

  /// Adds the token between two offsets, a piece a line.
  private mutating func add(_ start: Int, _ end: Int, _ type: String, _ modifiers: [String] = []) {
    var from = start
    while from < end {
      let position = lines.position(of: from)
      let lineEnd = lines.offset(of: .init(line: position.line, character: .max))
      let to = min(end, max(from, lineEnd))
      if to > from { add(position, lines.units(from, to), type, modifiers) }
      guard to < end else { return }
      let next = lines.offset(of: .init(line: position.line + 1, character: 0))
      guard next > from else { return }
      from = next
    }
  }

  private mutating func add(
    _ position: TextLines.Position, _ length: Int, _ type: String, _ modifiers: [String]
  ) {
    guard let number = Self.types.firstIndex(of: type) else { return }
    var bits = 0
    for modifier in modifiers {
      if let bit = Self.modifiers.firstIndex(of: modifier) { bits |= 1 << bit }
    }
    let isSameLine = position.line == last.line
    data += [
      position.line - last.line, isSameLine ? position.character - last.character : position.character,
      length,
      number, bits,
    ]
    last = position
  }
}

extension LanguageServer {
  func semanticTokens(_ document: Document) -> JSON {
    ["data": .array(SemanticTokens(checked(document.uri)).data.map { .int($0) })]
  }
}
