import QganSyntax

/// A token or a comment of a file, in its order, with what the author had before it.
struct FormattingItem {
  enum Kind: Equatable {
    case token(TokenKind)
    /// Goes to the end of its line, doc comments included.
    case lineComment
    /// Between `/*` and `*/`.
    case blockComment(hasLineBreaks: Bool)
  }

  var kind: Kind
  var text: String
  /// Characters of `text`, or of its last line.
  var width: Int
  /// Line breaks between what stands before and this.
  var lineBreaks: Int
  /// Of a line comment behind something on its line: its column, counted from 0, and the blanks before it.
  var place: (column: Int, gap: Int)?

  /// The token's kind, or `nil` for a comment.
  var token: TokenKind? {
    if case .token(let kind) = kind { kind } else { nil }
  }

  var isComment: Bool { token == nil }

  /// Whether it takes several lines by itself.
  var isTall: Bool { kind == .blockComment(hasLineBreaks: true) }

  /// Tokens and comments of a file without the end of the file.
  static func all(of lexed: LexedFile) -> [FormattingItem] {
    var reader = Reader(lexed: lexed)
    for token in lexed.tokens {
      for piece in lexed.leadingTrivia(of: token) { reader.add(piece) }
      guard token.kind != .endOfFile else { break }
      reader.add(.token(token.kind), start: token.start, end: token.end, text: lexed.text(of: token))
      for piece in lexed.trailingTrivia(of: token) { reader.add(piece) }
    }
    return reader.items
  }

  private struct Reader {
    let lexed: LexedFile
    var items: [FormattingItem] = []
    private var lineBreaks = 0
    private var end = 0

    init(lexed: LexedFile) { self.lexed = lexed }

    mutating func add(_ piece: TriviaPiece) {
      switch piece.kind {
      case .space, .unusualSpace, .byteOrderMark: return
      case .newline: lineBreaks += 1
      case .lineComment, .docComment:
        var text = self.text(piece)[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        add(.lineComment, start: piece.start, end: piece.end, text: String(text))
      case .blockComment:
        // A carriage return and a line feed are one character of Swift's.
        let text = String(self.text(piece).map { $0 == "\r\n" ? "\n" : $0 })
        let kind = Kind.blockComment(hasLineBreaks: text.contains("\n"))
        add(kind, start: piece.start, end: piece.end, text: text)
      }
    }

    mutating func add(_ kind: Kind, start: Int, end: Int, text: String) {
      let lastLine = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).last
      var item = FormattingItem(
        kind: kind, text: text, width: lastLine?.count ?? 0, lineBreaks: lineBreaks)
      if kind == .lineComment, lineBreaks == 0, !items.isEmpty {
        item.place = (lexed.file.position(of: start).column - 1, start - self.end)
      }
      items.append(item)
      lineBreaks = 0
      self.end = end
    }

    private func text(_ piece: TriviaPiece) -> String {
      lexed.file.text(of: SourceRange(file: lexed.file.id, start: piece.start, end: piece.end))
    }
  }
}
