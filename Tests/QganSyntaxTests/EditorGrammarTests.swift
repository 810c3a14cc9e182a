import Foundation
import QganSyntax
import QganTestSupport
import Testing

/// Lexer, EBNF, tree-sitter and TextMate agree on keywords, operators, and the tokens of every program of the project.
@Suite struct EditorGrammarTests {
  /// Every program of the project whose syntax is right.
  private static let programs = ["circuits", "examples", "grammar", "Sources", "Tests"].flatMap {
    Repository.programs(in: $0)
  }.filter { parse($0).diagnostics.isEmpty }

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

  /// What the parser is generated from is what `grammar.js` says.
  @Test func generatedFilesAreFresh() throws {
    let script = Repository.root.path + "/grammar/tree-sitter-qgan/test/generated.js"
    let (code, text) = try Self.run(["node", script])
    #expect(code != 127, "node is missing; scripts/setup.sh installs it")
    #expect(code == 0, "run `tree-sitter generate --abi 14`: \(text)")
  }

  @Test func treeSitterParsesEveryProgram() throws {
    let programs = Self.programs
    #expect(programs.count > 150)
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

  /// Behind a mistake the next declaration is read as if there were none.
  @Test(arguments: [
    "circuit c() -> float { qubit[2] q h q; return expval(Z) q; }",
    "model m(input float[2] x) { y = x |> return y; }", "circuit c() -> float { measure q -> b; h q; }",
    "include \"parts\n", "const int a = x |> f + 1;", "train t { batch: ; epochs 3; }", "}",
    "gate g q { h q; } }",
  ]) func treeSitterReadsOnBehindMistakes(mistake: String) throws {
    let tree = try Self.trees(["qgan 1.0;\n\(mistake)\nconst int b = 2;\n"])[0]
    #expect(tree.contains("(ERROR") || tree.contains("(MISSING"), "\(tree)")
    #expect(tree.hasSuffix(" (constant (type) (identifier) (number)))"), "\(tree)")
  }

  /// The trees of texts, without the names of fields.
  private static func trees(_ texts: [String]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "qgan-corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = texts.indices.map { folder.path + "/\($0).qgan" }
    for (text, path) in zip(texts, paths) { try text.write(toFile: path, atomically: true, encoding: .utf8) }
    let (code, output) = try run([try driver.get(), "--trees"] + paths)
    try #require(code == 0)
    let trees = output.split(separator: "\n").filter { $0.hasPrefix("tree ") }.map {
      String($0.dropFirst("tree ".count)).replacing(/[a-z_]+:\s/, with: "")
    }
    try #require(trees.count == texts.count)
    return trees
  }

  /// The corpus beside the grammar, in the format of tree-sitter's own tests.
  private struct Case {
    var name: String
    var text: String
    var tree: String
  }

  private static func corpus() throws -> [Case] {
    let folder = "grammar/tree-sitter-qgan/test/corpus"
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path + "/" + folder)
    return try names.sorted().flatMap { name in
      let text = try Repository.text(of: "\(folder)/\(name)")
      return text.matches(of: /(?m)^==+\n(.+)\n==+\n\n((?:.|\n)*?)\n---\n\n((?:.|\n)*?)(?=\n==|\n?\z)/).map {
        Case(
          name: "\(name): \($0.1)", text: String($0.2),
          tree: String($0.3).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing(" )", with: ")").replacing("( ", with: "("))
      }
    }
  }

  @Test func treeSitterMakesTheTreesOfItsCorpus() throws {
    let cases = try Self.corpus()
    for (example, tree) in zip(cases, try Self.trees(cases.map(\.text))) {
      #expect(tree == example.tree, "\(example.name)")
    }
  }

  /// Every kind of node stands in the corpus.
  @Test func corpusIsComplete() throws {
    struct Node: Decodable {
      var type: String
      var named: Bool
    }
    let text = try Repository.text(of: "grammar/tree-sitter-qgan/src/node-types.json")
    let nodes = try JSONDecoder().decode([Node].self, from: Data(text.utf8))
    let trees = try Self.corpus().map(\.tree).joined()
    #expect(nodes.count > 50)
    for node in nodes where node.named {
      #expect(trees.contains("(\(node.type))") || trees.contains("(\(node.type) "), "\(node.type)")
    }
  }

  /// The queries beside the grammar and of the editors name nodes and fields that there are.
  @Test func queriesAreRight() throws {
    let grammars = Repository.root.appending(path: "grammar")
    let files = FileManager.default.enumerator(at: grammars, includingPropertiesForKeys: nil)?
      .compactMap { $0 as? URL }.filter { $0.pathExtension == "scm" }
    #expect((files ?? []).count >= 4)
    for file in files ?? [] {
      let (code, text) = try Self.run([try Self.driver.get(), "--query", file.path])
      #expect(code == 0)
      #expect(
        text.split(separator: "\n").contains { $0.hasPrefix("query ") }, "\(file.path): \(text.suffix(40))")
    }
  }

  /// Every keyword and sign has a colour in the highlight queries.
  @Test(arguments: ["tree-sitter-qgan/queries", "editors/helix/queries/qgan"])
  func highlightQueriesColourEveryWord(folder: String) throws {
    let query = try Repository.text(of: "grammar/\(folder)/highlights.scm")
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

  /// The lexer's signs have a colour each, as one piece, and no other sign has one.
  @Test func textMateHasTheLexersSigns() throws {
    let grammar = try TextMateGrammar(try Repository.text(of: "grammar/textmate/qgan.tmLanguage.json"))
    let expressions = try (grammar.expressions(in: "operators") + grammar.expressions(in: "punctuation")).map
    {
      try Regex($0)
    }
    for sign in Self.signs {
      let found = expressions.compactMap { sign.prefixMatch(of: $0)?.range }
      #expect(found.count == 1 && found.first == sign.startIndex..<sign.endIndex, "\(sign)")
    }
    let characters = Set(Self.signs.joined())
    for code in UInt8(ascii: "!")...UInt8(ascii: "~") {
      let character = Character(UnicodeScalar(code))
      guard !character.isLetter, !character.isNumber,
        !characters.contains(character) || "&|".contains(character),
        character != "_"
      else { continue }
      #expect(grammar.scopes(of: String(character)).first == "", "\(character)")
    }
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
    for name in ["highlights", "folds"] {
      let copy = try Repository.text(of: "grammar/editors/neovim/queries/qgan/\(name).scm")
      #expect(copy == (try Repository.text(of: "grammar/tree-sitter-qgan/queries/\(name).scm")), "\(name)")
    }
  }
}
