import QganSyntax
import QganTestSupport
import Testing

/// Whatever the bytes are, the parser returns; every place lies in the file; the tokens cover it.
@Suite struct FuzzTests {
  private func check(_ bytes: [UInt8]) {
    var sources = SourceMap()
    let file = sources.add(path: "fuzz.qgan", utf8: bytes)
    let parsed = parse(file)
    for range in parsed.diagnostics.flatMap(allRanges) {
      #expect(range.file == 0 && 0 <= range.start && range.start <= range.end && range.end <= bytes.count)
    }
    var end = 0
    for token in parsed.lexed.tokens {
      #expect(token.fullStart == end && token.start >= end && token.end >= token.start)
      end = token.fullEnd
    }
    #expect(end == bytes.count)
    _ = SyntaxPrinter.print(parsed.tree)
    let shown = DiagnosticRenderer(sources: sources).render(Array(parsed.diagnostics.prefix(20)))
    let isClean = shown.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) }
    #expect(isClean)
    _ = parseExpression(file)
  }

  @Test func randomBytes() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let count = Int.random(in: 0..<60, using: &random)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
  }

  @Test func randomPrintableText() {
    var random = SeededGenerator(seed: 2)
    let alphabet = Array("qgan1.0;(){}[]=+-*/|>@~\"'\\#:,<!&^%_ \n\tπ;“”".unicodeScalars)
    for _ in 0..<1000 {
      var text = "qgan 1.0;\n"
      for _ in 0..<Int.random(in: 0..<50, using: &random) {
        text.unicodeScalars.append(alphabet.randomElement(using: &random) ?? " ")
      }
      check(Array(text.utf8))
    }
  }

  @Test func randomTokens() {
    var random = SeededGenerator(seed: 3)
    let words =
      TokenKind.allCases.map(\.rawValue) + ["x", "y", "1", "2.5", "\"s\"", "measure", "and", "\n", ";", "}"]
    for _ in 0..<2000 {
      var text = "qgan 1.0; "
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        text += (words.randomElement(using: &random) ?? "") + " "
      }
      check(Array(text.utf8))
    }
  }

  @Test func cutPrograms() throws {
    for file in Repository.programs(in: "grammar/tests/valid").prefix(4) {
      for end in stride(from: 0, to: file.utf8.count, by: 97) { check(Array(file.utf8[..<end])) }
    }
  }

  @Test(arguments: [
    "(", "[", "{", "-", "f(", "x |> f(", "if (a) {", "for int i in {", "a ** ", "!", "ctrl(", "[1, ",
  ])
  func deepNesting(piece: String) {
    let deep = String(repeating: piece, count: 3000)
    for head in ["qgan 1.0; const int N = ", "qgan 1.0; model m() { ", "qgan 1.0; model m() { a = "] {
      let diagnostics = parse(source(head + deep)).diagnostics
      #expect(!diagnostics.isEmpty)
    }
  }

  @Test(arguments: [" + 1", " |> f", " && a", " == 1", "[0]", ".x", "(1)", ", 1"])
  func longChains(piece: String) {
    let text = "qgan 1.0; const int N = x" + String(repeating: piece, count: 3000) + ";"
    check(Array(text.utf8))
  }

  @Test func manyMistakes() {
    let text = "qgan 1.0;\n" + String(repeating: "const int = ;\n", count: 3000)
    let diagnostics = parse(source(text)).diagnostics
    #expect(diagnostics.count == 1000)
    #expect(diagnostics.contains { $0.notes.contains { $0.message.contains("more errors") } })
  }

  @Test func manyElseIfs() {
    let text = "qgan 1.0; model m() { " + String(repeating: "if (a) { } else ", count: 5000) + "{ } }"
    #expect(parse(source(text)).diagnostics.map(\.code) == ["QG127"])
  }
}
