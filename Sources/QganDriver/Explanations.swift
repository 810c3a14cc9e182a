import QganSema
import QganSyntax
import QganTooling

/// What every diagnostic code means.
public enum Explanations {
  /// Every rule, by code.
  public static let all: [DiagnosticRule] =
    (compilerRules + [ProjectFile.rule] + LintRules.all.map(\.explanation)).sorted { $0.code < $1.code }

  /// Those of the compiler.
  static let compilerRules: [DiagnosticRule] = SyntaxRules.all + SemaRules.all

  public struct Explanation {
    public var rule: DiagnosticRule

    /// Title, reason and examples for a terminal.
    public func text() -> String {
      """
      \(rule.code): \(rule.title)

      \(rule.explanation)

      This has it:

      \(indented(rule.bad))

      This does not:

      \(indented(rule.good))
      """
    }

    /// One JSON object with `code`, `title`, `explanation`, `bad` and `good`.
    public func json() -> String {
      encodedJSON([
        "code": rule.code, "title": rule.title, "explanation": rule.explanation, "bad": rule.bad,
        "good": rule.good,
      ])
    }

    private func indented(_ program: String) -> String {
      program.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }
  }

  /// The explanation of `code`.
  public static func explanation(of code: String) -> Explanation? {
    all.first { $0.code == code }.map(Explanation.init)
  }

  /// What to try in place of an unknown code.
  public static func hint(for code: String) -> String {
    Suggestion.nearest(to: code.uppercased(), in: all.map(\.code)).map { "did you mean \($0)?" }
      ?? "`qganc explain` lists every code"
  }

  /// A line a code.
  public static func list() -> String { all.map { "\($0.code)  \($0.title)" }.joined(separator: "\n") }

  /// A JSON array of codes and titles.
  public static func listJSON() -> String { encodedJSON(all.map { ["code": $0.code, "title": $0.title] }) }
}
