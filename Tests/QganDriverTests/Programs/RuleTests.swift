import QganDriver
import QganSema
import QganSyntax
import QganTestSupport
import Testing

/// What `qganc explain` shows is true: each wrong example has its finding, each right one has none.
@Suite struct RuleTests {
  @Test(arguments: SemaRules.all.map(\.code))
  func examplesShowTheirCode(code: String) throws {
    let rule = try #require(SemaRules.all.first { $0.code == code })
    #expect(!rule.title.isEmpty && !rule.explanation.isEmpty)
    let bad = try findings(in: rule.bad).map(\.code)
    #expect(Set(bad) == [code], "\(bad)")
    let good = try findings(in: rule.good)
    #expect(good.isEmpty, "\(good.map { "\($0.code) \($0.message)" })")
  }

  /// A program with a fix has that mistake no more once the fix is made.
  @Test(arguments: SemaRules.all.map(\.code))
  func fixesMend(code: String) throws {
    let rule = try #require(SemaRules.all.first { $0.code == code })
    let found = try findings(in: rule.bad)
    guard found.count == 1, let fix = found[0].fixes.first else { return }
    var bytes = Array(rule.bad.utf8)
    for edit in fix.edits.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(edit.range.start..<edit.range.end, with: Array(edit.replacement.utf8))
    }
    let left = try findings(in: String(decoding: bytes, as: UTF8.self))
    #expect(!left.contains { $0.code == code }, "\(left.map(\.message))")
  }

  /// The findings in `text`, which may include itself as `self.qgan`.
  private func findings(in text: String) throws -> [Diagnostic] {
    let main = SourceText(path: "self.qgan", utf8: Array(text.utf8))
    return try Compilation(main: main, provider: Files(["self.qgan": text])).check()
  }
}
