import Foundation
import QganSema
import QganSyntax
import QganTestSupport
import Testing

@Suite struct SemaRulesTests {
  @Test func codesAreUnique() {
    #expect(Set(SemaRules.all.map(\.code)).count == SemaRules.all.count)
    #expect(Set(SemaRules.all.map(\.code)).isDisjoint(with: SyntaxRules.all.map(\.code)))
  }

  /// Every code that the sources of this room report has a rule, and every rule is reported.
  @Test func everyCodeHasARule() throws {
    var codes: Set<String> = []
    let base = Repository.root.appending(path: "Sources/QganSema")
    let folders = try FileManager.default.contentsOfDirectory(atPath: base.path).filter { $0 != "Rules" }
    for folder in folders {
      for text in try Repository.sources(in: "Sources/QganSema/\(folder)") {
        for match in text.matches(of: /Diagnostic\(\s*"(QG[0-9]{3})"/) { codes.insert(String(match.1)) }
      }
    }
    #expect(codes == Set(SemaRules.all.map(\.code)))
  }

  /// Every code has a program in Tests/Programs that must show it.
  @Test func everyCodeHasAProgram() {
    let programs = Repository.programs(in: "Tests/Programs")
    let expected = Set(programs.flatMap { Expectations($0).all.map(\.code) })
    #expect(expected == Set(SemaRules.all.map(\.code)))
  }
}
