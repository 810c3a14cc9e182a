/// The tokens of a file, which cover every byte of it, and what was wrong with its characters.
public struct LexedFile: Sendable {
  public let file: SourceFile
  /// At least one token; the last one is the end of the file, which carries the last trivia.
  public let tokens: [Token]
  public let diagnostics: [Diagnostic]

  /// The text of `token` without trivia.
  public func text(of token: Token) -> String { file.text(of: range(of: token)) }

  /// The place of `token` without trivia.
  public func range(of token: Token) -> SourceRange {
    SourceRange(file: file.id, start: token.start, end: token.end)
  }

  /// What stands before `token`: line breaks, and the comments and blanks of its own line.
  public func leadingTrivia(of token: Token) -> [TriviaPiece] {
    trivia(from: token.fullStart, to: token.start)
  }

  /// What stands after `token` on its line.
  public func trailingTrivia(of token: Token) -> [TriviaPiece] {
    trivia(from: token.end, to: token.fullEnd)
  }

  /// Trivia is not stored: it is found again by the same rule that the lexer skipped it by.
  private func trivia(from start: Int, to end: Int) -> [TriviaPiece] {
    var pieces: [TriviaPiece] = []
    var offset = start
    while offset < end, let piece = TriviaPiece(at: offset, in: file.utf8) {
      pieces.append(piece)
      offset = piece.end
    }
    return pieces
  }

  /// The Markdown of the `///` lines that stand before `token`; `nil` if there are none.
  public func documentation(before token: Token) -> String? {
    var lines: [String] = []
    var newlines = 0
    for piece in leadingTrivia(of: token) {
      switch piece.kind {
      case .newline:
        newlines += 1
      case .docComment:
        // A blank line ends a comment: what stands above it documents something else.
        if newlines > 1 { lines.removeAll() }
        newlines = 0
        var text = file.text(of: SourceRange(file: file.id, start: piece.start + 3, end: piece.end))
        if text.hasSuffix("\r") { text.removeLast() }
        lines.append(text.hasPrefix(" ") ? String(text.dropFirst()) : text)
      case .space, .byteOrderMark, .unusualSpace:
        break
      case .lineComment, .blockComment:
        newlines = 0
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

/// The tokens of `file`. Never fails: what is no token is diagnosed and skipped.
public func lex(_ file: SourceFile) -> LexedFile {
  var lexer = Lexer(file)
  return lexer.run()
}
