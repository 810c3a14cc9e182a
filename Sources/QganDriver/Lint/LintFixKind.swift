import QganSema
import QganSyntax
import QganTooling

/// What kind of fix a rule offers for its bad example.
enum LintFixKind: String {
  case safe, unsafe
  case none = ""

  init(_ rule: LintRule) {
    let main = SourceText(path: "example.qgan", utf8: Array(rule.bad.utf8))
    let report = try? Lint(settings: LintSettings(selected: [rule.code])).report(
      main, provider: DiskSources())
    let fixes = report?.findings.filter { $0.code == rule.code }.flatMap(\.fixes) ?? []
    self = fixes.contains(where: \.isSafe) ? .safe : fixes.isEmpty ? .none : .unsafe
  }
}
