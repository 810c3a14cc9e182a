import QganSema
import QganSyntax
import QganTooling

@testable import QganDriver

/// A program given as text, and the embedded library.
func lintReport(_ text: String, settings: LintSettings = .init()) throws -> Lint.Report {
  let main = SourceText(path: "test.qgan", utf8: Array(text.utf8))
  return try Lint(settings: settings).report(main, provider: Files([:]))
}

/// The text with changes made, and what is left to find.
func lintFixed(
  _ text: String, unsafe: Bool, settings: LintSettings = .init()
) throws -> (text: String, report: Lint.Report) {
  let main = SourceText(path: "test.qgan", utf8: Array(text.utf8))
  let (fixed, report) = try Lint(settings: settings).fix(main, provider: Files([:]), unsafe: unsafe)
  return (String(decoding: fixed.utf8, as: UTF8.self), report)
}
