/// A parsed file: its tree, its tokens and everything that is wrong with its syntax.
public struct ParsedFile: Sendable {
  /// What could be understood; where there are errors it may lack declarations.
  public let tree: FileSyntax
  /// The findings of lexer and parser in the order of the text; all are errors.
  public let diagnostics: [Diagnostic]
  /// The tokens with their trivia.
  public let lexed: LexedFile
}

/// Parses `file`. Never fails: what could not be understood was diagnosed and left out of the tree.
public func parse(_ file: SourceFile) -> ParsedFile {
  let lexed = lex(file)
  var parser = Parser(lexed)
  let tree = parser.parseFile()
  return ParsedFile(tree: tree, diagnostics: parser.diagnostics.sorted, lexed: lexed)
}

/// Parses text that is one expression, such as the value of `--set K=expr`; `nil` if it is wrong.
public func parseExpression(_ file: SourceFile) -> (Expression?, [Diagnostic]) {
  let lexed = lex(file)
  var parser = Parser(lexed)
  let expression = parser.parseWholeExpression()
  let diagnostics = parser.diagnostics.sorted
  return (diagnostics.isEmpty ? expression : nil, diagnostics)
}
