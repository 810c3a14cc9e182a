import Foundation
import QganSyntax
import QganTestSupport
import QganTooling
import Testing

/// `SourceFormatter` changes layout alone, to the same layout every time.
@Suite struct FormattingTests {
  /// Folders with .qgan files.
  private static let folders: [String] = [
    "circuits", "examples", "grammar", "Sources/QganDriver/templates", "Tests",
  ]
  private static let programs: [SourceFile] = folders.flatMap { Repository.programs(in: $0) }

  /// Tokens and comments in their order.
  private func pieces(_ lexed: LexedFile) -> [String] {
    lexed.tokens.flatMap { token in
      comments(lexed.leadingTrivia(of: token), in: lexed) + [lexed.text(of: token)]
        + comments(lexed.trailingTrivia(of: token), in: lexed)
    }
  }

  private func comments(_ trivia: [TriviaPiece], in lexed: LexedFile) -> [String] {
    trivia.compactMap { piece in
      guard [.lineComment, .docComment, .blockComment].contains(piece.kind) else { return nil }
      let range = SourceRange(file: lexed.file.id, start: piece.start, end: piece.end)
      let lines = lexed.file.text(of: range).replacing("\r\n", with: "\n")
        .split(separator: "\n", omittingEmptySubsequences: false)
      return lines.map { String($0).trimmingSuffix(\.isWhitespace) }.joined(separator: "\n")
    }
  }

  /// The formatted text, held to what formatting promises; `nil` if the syntax of `file` is wrong.
  @discardableResult private func format(_ file: SourceFile) throws -> String? {
    let parsed = parse(file)
    guard let text = SourceFormatter.format(parsed) else {
      #expect(!parsed.diagnostics.isEmpty)
      return nil
    }
    #expect(parsed.diagnostics.isEmpty)
    let again = parse(source(text))
    let isSame =
      again.diagnostics.isEmpty && pieces(again.lexed) == pieces(parsed.lexed)
      && SyntaxPrinter.print(again.tree) == SyntaxPrinter.print(parsed.tree)
      && SourceFormatter.agree(parsed.lexed, again.lexed)
    #expect(isSame, "\(file.path) is another program:\n\(file.text)\n=====\n\(text)")
    let twice = SourceFormatter.format(again)
    #expect(twice == text, "\(file.path) is not stable:\n\(file.text)\n=====\n\(text)\n=====\n\(twice ?? "")")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      #expect(line.last?.isWhitespace != true || text.contains("/*"), "blanks at the end of: \(line)")
    }
    let hasGoodEnds = text.hasSuffix("\n") && !text.hasSuffix("\n\n") && !text.contains("\n\n\n")
    #expect(hasGoodEnds || text.contains("/*"), "empty lines in \(file.path)")
    return text
  }

  @Test func everyProgramOfTheProject() throws {
    var count = 0
    for file in Self.programs where try format(file) != nil { count += 1 }
    #expect(count > 100)
  }

  /// The library, the examples and the templates are in the style that they show.
  @Test(arguments: ["circuits", "examples", "Sources/QganDriver/templates"])
  func ownProgramsAreFormatted(folder: String) throws {
    let files = Repository.programs(in: folder)
    #expect(!files.isEmpty)
    for file in files {
      #expect(try format(file) == file.text, "\(file.path): run `qganc fmt \(folder)`")
    }
  }

  /// Layouts from one long line to a token a line, with and without comments.
  @Test(arguments: 0..<8) func generatedPrograms(part: UInt64) throws {
    for seed in part * 400..<(part + 1) * 400 {
      let tokens = {
        var generator = ProgramGenerator(seed: seed)
        return generator.program()
      }()
      var layout = RandomLayout(
        seed: seed ^ 0xF0F0, lineBreaks: [0, 2, 10, 40][Int(seed % 4)],
        comments: [0, 0, 1, 8][Int(seed / 4 % 4)])
      let file = source(layout.text(of: tokens))
      let formatted = try format(file)
      #expect(formatted != nil, "seed \(seed) is no program: \(parse(file).diagnostics.first?.message ?? "")")
    }
  }

  /// However a program without comments was laid out on one line, the result is one.
  @Test func blanksDoNotMatter() throws {
    for seed in 5000..<5200 as Range<UInt64> {
      var generator = ProgramGenerator(seed: seed)
      let tokens = generator.program()
      var layout = RandomLayout(seed: seed, lineBreaks: 0, comments: 0)
      #expect(try format(source(layout.text(of: tokens))) == format(source(tokens.joined(separator: " "))))
    }
  }

  @Test func cutAndDamagedPrograms() throws {
    var random = SeededGenerator(seed: 9)
    for file in Self.programs.prefix(40) where !file.utf8.isEmpty {
      for _ in 0..<10 {
        let end = Int.random(in: 0..<file.utf8.count, using: &random)
        try format(SourceFile(id: 0, path: "cut", utf8: Array(file.utf8[..<end])))
        var bytes = file.utf8
        bytes[end] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        try format(SourceFile(id: 0, path: "damaged", utf8: bytes))
      }
    }
  }

  @Test func sizes() throws {
    let numbers = (0..<50_000).map(String.init).joined(separator: ", ")
    let text = try #require(try format(source("qgan 1.0; const int[50000] TABLE = [\(numbers)];")))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= SourceFormatter.width })
    let statements = String(repeating: "h q; ", count: 20_000)
    #expect(try format(source("qgan 1.0; gate g q { \(statements) }")) != nil)
    let nested = String(repeating: "if (a) { ", count: 45) + String(repeating: "}", count: 45)
    #expect(try format(source("qgan 1.0; model m() { \(nested) }")) != nil)
  }

  // MARK: - Cases

  private static let inputs: [SourceFile] = Repository.programs(in: "Tests/QganToolingTests/Formatting/Cases")
    .filter { $0.path.hasSuffix(".in.qgan") }

  @Test func casesAreThere() { #expect(Self.inputs.count >= 6) }

  /// `NAME.in.qgan` becomes `NAME.qgan`; `QGAN_UPDATE_SNAPSHOTS=1` rewrites it.
  @Test(arguments: inputs.map(\.path)) func cases(path: String) throws {
    let file = try #require(Self.inputs.first { $0.path == path })
    let text = try #require(try format(file))
    let result = String(path.dropLast(8)) + ".qgan"
    if ProcessInfo.processInfo.environment["QGAN_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: Repository.root.appending(path: result))
    }
    #expect(try text == Repository.text(of: result), "\(result) differs; QGAN_UPDATE_SNAPSHOTS=1 rewrites it")
  }
}

extension String {
  /// The string without what `isDropped` holds for at its end.
  fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> String {
    var text = self[...]
    while let last = text.last, isDropped(last) { text.removeLast() }
    return String(text)
  }
}
