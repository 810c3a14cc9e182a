import QganTestSupport
import Testing

@testable import QganSyntax

@Suite struct SyntaxRulesTests {
  /// Codes whose example cannot be shown as a program; they have tests of their own.
  static let withoutProgram: Set<String> = ["QG009", "QG010"]

  @Test(arguments: SyntaxRules.all.map(\.code))
  func exampleShowsItsCode(code: String) throws {
    let rule = try #require(SyntaxRules.all.first { $0.code == code })
    #expect(!rule.title.isEmpty && !rule.explanation.isEmpty)
    let good = parse(source(rule.good)).diagnostics
    #expect(good.isEmpty, "\(good.map { "\($0.code) \($0.message)" })")
    guard !Self.withoutProgram.contains(code) else { return }
    let bad = parse(source(rule.bad)).diagnostics
    #expect(bad.map(\.code) == [code], "\(bad.map { "\($0.code) \($0.message)" })")
  }

  @Test func codesAreUnique() {
    #expect(Set(SyntaxRules.all.map(\.code)).count == SyntaxRules.all.count)
  }

  /// Every code that the sources of this room report has a rule, and every rule is reported.
  @Test func everyCodeHasARule() throws {
    var codes: Set<String> = []
    for folder in ["Lexing", "Parsing"] {
      for text in try Repository.sources(in: "Sources/QganSyntax/\(folder)") {
        for match in text.matches(of: /"(QG[0-9]{3})"/) { codes.insert(String(match.1)) }
      }
    }
    #expect(codes == Set(SyntaxRules.all.map(\.code)))
  }

  @Test func fileThatIsNotUTF8() {
    let file = SourceFile(id: 0, path: "a.qgan", utf8: Array("qgan 1.0;\n// caf".utf8) + [0xE9, 0x0A, 0xFF])
    #expect(parse(file).diagnostics.map(\.code) == ["QG009"])
  }

  @Test func fileThatIsTooLarge() {
    var lexer = Lexer(source("qgan 1.0;\nconst int N = 3;\n"), sizeLimit: 20)
    let lexed = lexer.run()
    #expect(lexed.diagnostics.map(\.code) == ["QG010"])
    var parser = Parser(lexed)
    #expect(parser.parseFile().declarations.isEmpty)
    #expect(parser.diagnostics.all.map(\.code) == ["QG010"])
  }
}
