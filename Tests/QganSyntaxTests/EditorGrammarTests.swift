import Foundation
import QganSyntax
import QganTestSupport
import Testing

/// Lexer, EBNF, tree-sitter and TextMate agree on keywords, operators, and the tokens of every program of the project.
@Suite struct EditorGrammarTests {
  private static let folders = ["examples", "circuits", "grammar/tests/valid", "Tests/Programs/right"]
  private static var programs: [SourceFile] { folders.flatMap { Repository.programs(in: $0) } }

  /// Signs of other languages, which the lexer knows for its messages only.
  private static let foreign: Set<TokenKind> = [.dotDot, .ampersand, .bar, .caret]
  private static let signs = Set(
    TokenKind.allCases.filter { kind in
      !kind.isKeyword && !foreign.contains(kind)
        && ![.name, .integerLiteral, .floatLiteral, .stringLiteral, .unknown, .endOfFile].contains(kind)
    }.map(\.rawValue))

  @Test func grammarFileHasTheLexersWords() throws {
    let grammar = try Grammar(ebnf: try Repository.text(of: "grammar/qgan.ebnf"))
    #expect(grammar.literals.filter { $0.first?.isLetter == true } == Set(TokenKind.keywords.keys))
    #expect(grammar.literals.filter { $0.first?.isLetter != true } == Self.signs)
  }

  // MARK: tree-sitter

  /// The driver beside the grammar, compiled with the checked-in parser.
  private static let driver = Result { try compileDriver() }

  private static func compileDriver() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "qgan-grammar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let grammar = Repository.root.path + "/grammar/tree-sitter-qgan"
    let output = folder.path + "/driver"
    let (code, text) = try run([
      "cc", "-O0", "-w", "-o", output, grammar + "/test/driver.c", grammar + "/src/parser.c", "-I",
      grammar + "/src",
      "-ltree-sitter",
    ])
    try #require(code == 0, "the parser does not compile (scripts/setup.sh installs what it needs): \(text)")
    return output
  }

  private static func run(_ arguments: [String]) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// What the driver says about files: the signs of the grammar, and for each file its tokens and errors.
  private static func parsed(_ paths: [String]) throws -> (
    symbols: Set<String>, files: [(leaves: [Range<Int>], errors: Int)]
  ) {
    let (code, text) = try run([try driver.get()] + paths)
    try #require(code == 0)
    var symbols: Set<String> = []
    var files: [(leaves: [Range<Int>], errors: Int)] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      switch words[0] {
      case "symbol": symbols.insert(words[1])
      case "file": files.append(([], 0))
      case "error": files[files.count - 1].errors += 1
      case "leaf":
        let numbers = words[1].split(separator: " ").compactMap { Int($0) }
        files[files.count - 1].leaves.append(numbers[0]..<numbers[1])
      default: break
      }
    }
    return (symbols, files)
  }

  @Test func treeSitterHasTheLexersWords() throws {
    let symbols = try Self.parsed([]).symbols
    #expect(symbols.filter { $0.first?.isLetter == true && $0 != "end" } == Set(TokenKind.keywords.keys))
    #expect(symbols.filter { $0.first?.isLetter != true && $0.first != "_" } == Self.signs)
  }

  @Test func treeSitterParsesEveryProgram() throws {
    let programs = Self.programs
    #expect(programs.count > 40)
    let found = try Self.parsed(programs.map { Repository.root.path + "/" + $0.path }).files
    try #require(found.count == programs.count)
    for (file, result) in zip(programs, found) {
      #expect(result.errors == 0, "\(file.path)")
      let tokens = lex(file).tokens.dropLast().map { $0.start..<$0.end }
      #expect(result.leaves == tokens, "\(file.path)")
    }
  }

  /// What the parser refuses, tree-sitter mostly marks too: it must not take everything.
  @Test func treeSitterMarksErrors() throws {
    let programs = Repository.programs(in: "grammar/tests/invalid")
    let found = try Self.parsed(programs.map { Repository.root.path + "/" + $0.path }).files
    let marked = found.count { $0.errors > 0 }
    #expect(marked * 3 > programs.count * 2, "\(marked) of \(programs.count)")
  }

  /// The trees of the corpus beside the grammar, in the format of tree-sitter's own tests.
  @Test(arguments: ["circuits", "pipes", "training"]) func treeSitterMakesTheTreesOfItsCorpus(name: String)
    throws
  {
    let text = try Repository.text(of: "grammar/tree-sitter-qgan/test/corpus/\(name).txt")
    let folder = FileManager.default.temporaryDirectory.appending(path: "qgan-corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let cases = text.matches(of: /(?m)^==+\n(.+)\n==+\n\n((?:.|\n)*?)\n---\n\n((?:.|\n)*?)(?=\n==|\n?\z)/)
    #expect(!cases.isEmpty)
    for (i, match) in cases.enumerated() {
      let path = folder.path + "/\(i).qgan"
      try String(match.2).write(toFile: path, atomically: true, encoding: .utf8)
      let (code, output) = try Self.run([try Self.driver.get(), "--trees", path])
      #expect(code == 0)
      let tree = output.split(separator: "\n").first { $0.hasPrefix("tree ") }.map(String.init) ?? ""
      // The corpus leaves out the names of fields.
      let plain = tree.dropFirst("tree ".count).replacing(/[a-z_]+:\s/, with: "")
      let wanted = String(match.3).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        .replacing(" )", with: ")").replacing("( ", with: "(")
      #expect(plain == wanted, "\(match.1)")
    }
  }

  /// The queries name nodes and fields that there are.
  @Test(arguments: ["highlights", "folds"]) func queriesAreRight(name: String) throws {
    let path = Repository.root.path + "/grammar/tree-sitter-qgan/queries/\(name).scm"
    let (code, text) = try Self.run([try Self.driver.get(), "--query", path])
    #expect(code == 0)
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("query ") }, "\(text.suffix(40))")
  }

  /// Every keyword and sign has a colour in the highlight queries.
  @Test func highlightQueriesColourEveryWord() throws {
    let query = try Repository.text(of: "grammar/tree-sitter-qgan/queries/highlights.scm")
    let quoted = Set(query.matches(of: /"([^"]+)"/).map { String($0.1) })
    for word in TokenKind.keywords.keys where !["true", "false"].contains(word) {
      #expect(quoted.contains(word), "\(word)")
    }
    for sign in Self.signs { #expect(quoted.contains(sign), "\(sign)") }
  }

  // MARK: TextMate

  @Test func textMateHasTheLexersWords() throws {
    let grammar = try TextMateGrammar(try Repository.text(of: "grammar/textmate/qgan.tmLanguage.json"))
    var words: Set<String> = []
    for key in ["keywords", "types", "booleans"] {
      for pattern in grammar.expressions(in: key) {
        let inner = try #require(pattern.firstMatch(of: /\(\?:(.*)\)/)?.1)
        for word in inner.split(separator: "|") {
          #expect(words.insert(String(word)).inserted, "\(word) twice")
        }
      }
    }
    #expect(words == Set(TokenKind.keywords.keys))
  }

  @Test func textMateColoursEveryProgram() throws {
    let grammar = try TextMateGrammar(try Repository.text(of: "grammar/textmate/qgan.tmLanguage.json"))
    var checked = 0
    for file in Self.programs {
      let lexed = lex(file)
      let scopes = grammar.scopes(of: file.text)
      let offsets = Self.unitOffsets(file.utf8)
      for (i, token) in lexed.tokens.enumerated().dropLast() {
        let isLabel = token.kind.isWord && lexed.tokens[i + 1].kind == .colon
        let found = Set(scopes[offsets[token.start]..<offsets[token.end]])
        let scope = found.first ?? ""
        let text = lexed.text(of: token)
        #expect(found.count == 1, "\(file.path): `\(text)` has \(found)")
        checked += 1
        switch token.kind {
        case .integerLiteral, .floatLiteral:
          #expect(scope.hasPrefix("constant.numeric"), "\(file.path): \(text)")
        case .stringLiteral: #expect(scope.hasPrefix("string."), "\(file.path): \(text)")
        case .name:
          #expect(
            !scope.isEmpty && !scope.hasPrefix("keyword") && !scope.hasPrefix("storage"),
            "\(file.path): \(text)")
        case let kind where kind.isKeyword:
          let isWord = ["keyword.", "storage.type", "constant.language.boolean"].contains(
            where: scope.hasPrefix)
          #expect(isLabel || isWord, "\(file.path): \(text) is \(scope)")
        case .leftBrace, .rightBrace, .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket,
          .semicolon,
          .colon, .comma, .dot:
          #expect(scope.hasPrefix("punctuation"), "\(file.path): \(text) is \(scope)")
        default: #expect(scope.hasPrefix("keyword.operator"), "\(file.path): \(text) is \(scope)")
        }
        for piece in lexed.leadingTrivia(of: token) + lexed.trailingTrivia(of: token) {
          switch piece.kind {
          case .lineComment, .docComment, .blockComment:
            let scopes = Set(scopes[offsets[piece.start]..<offsets[piece.end]].filter { $0 != "\n" })
            #expect(scopes.allSatisfy { $0.hasPrefix("comment.") }, "\(file.path): \(scopes)")
          default: break
          }
        }
      }
    }
    #expect(checked > 5000)
  }

  /// For each byte of a text the UTF-16 unit that it belongs to.
  private static func unitOffsets(_ utf8: [UInt8]) -> [Int] {
    var result: [Int] = []
    var units = 0
    for byte in utf8 {
      result.append(units)
      if byte & 0xC0 != 0x80 { units += byte >= 0xF0 ? 2 : 1 }
      if byte & 0xC0 == 0x80 { result[result.count - 1] = units - 1 }
    }
    return result + [units]
  }

  @Test func editorFoldersUseTheOneGrammar() throws {
    let extensionCopy = try Repository.text(of: "grammar/editors/vscode/syntaxes/qgan.tmLanguage.json")
    #expect(extensionCopy == (try Repository.text(of: "grammar/textmate/qgan.tmLanguage.json")))
  }
}
