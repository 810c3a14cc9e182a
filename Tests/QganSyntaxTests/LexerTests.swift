import QganSyntax
import QganTestSupport
import Testing

@Suite struct LexerTests {
  private func kinds(_ text: String) -> [TokenKind] { lex(source(text)).tokens.map(\.kind) }

  @Test func tokensAndTriviaCoverEveryByte() {
    for folder in ["grammar/tests/valid", "grammar/tests/invalid"] {
      for file in Repository.programs(in: folder) {
        let lexed = lex(file)
        var bytes: [UInt8] = []
        for token in lexed.tokens {
          for piece in lexed.leadingTrivia(of: token) { bytes += file.utf8[piece.start..<piece.end] }
          bytes += file.utf8[token.start..<token.end]
          for piece in lexed.trailingTrivia(of: token) { bytes += file.utf8[piece.start..<piece.end] }
        }
        #expect(bytes == file.utf8, "\(file.path)")
      }
    }
  }

  @Test func trailingCommentsStayOnTheirLine() {
    let lexed = lex(source("a // one\n/* two */ b /* three\n */ c"))
    let (a, b, c) = (lexed.tokens[0], lexed.tokens[1], lexed.tokens[2])
    #expect(lexed.trailingTrivia(of: a).map(\.kind) == [.space, .lineComment])
    #expect(lexed.leadingTrivia(of: b).map(\.kind) == [.newline, .blockComment, .space])
    #expect(lexed.trailingTrivia(of: b).map(\.kind) == [.space])
    #expect(lexed.leadingTrivia(of: c).map(\.kind) == [.blockComment, .space])
    #expect(!a.startsLine == false && b.startsLine && c.startsLine)
  }

  @Test func longestSymbolWins() {
    #expect(kinds("|>||>=**-><=") == [.pipe, .or, .greaterOrEqual, .power, .arrow, .lessOrEqual, .endOfFile])
    #expect(
      kinds("|> || >= ! != = ==") == [
        .pipe, .or, .greaterOrEqual, .not, .notEqual, .assign, .equal, .endOfFile,
      ])
    #expect(
      kinds("a.b[0:1].c") == [
        .name, .dot, .name, .leftBracket, .integerLiteral, .colon, .integerLiteral, .rightBracket, .dot,
        .name, .endOfFile,
      ])
  }

  @Test func keywordsAreWholeWords() {
    #expect(kinds("for forth every _if") == [.for, .name, .every, .name, .endOfFile])
  }

  @Test(arguments: [
    "1": TokenKind.integerLiteral, "1.5": .floatLiteral, "2e-4": .floatLiteral, "1E+3": .floatLiteral,
  ])
  func numbers(text: String, kind: TokenKind) {
    #expect(kinds(text) == [kind, .endOfFile])
    #expect(lex(source(text)).diagnostics.isEmpty)
  }

  @Test func byteOrderMarkIsAccepted() {
    #expect(parse(source("\u{FEFF}qgan 1.0;\n")).diagnostics.isEmpty)
  }

  @Test func carriageReturnsAreBlanks() {
    let parsed = parse(source("qgan 1.0;\r\n/// Text.\r\nconst int N = 3;\r\n"))
    #expect(parsed.diagnostics.isEmpty)
    #expect(parsed.tree.declarations[0].documentation == "Text.")
  }
}
