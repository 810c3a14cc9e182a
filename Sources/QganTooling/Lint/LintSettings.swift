import QganSyntax

/// Which rules run, how bad their findings are and how names are written: a project's qgan.toml and the command line.
public struct LintSettings: Sendable, Hashable {
  /// Codes that run; all of them if `nil`.
  public var selected: Set<String>?
  /// Codes that do not run.
  public var ignored: Set<String>
  /// Severities in place of the rules' own.
  public var severities: [String: Diagnostic.Severity]
  /// How names are written.
  public var naming = NamingStyle()

  public init(
    selected: Set<String>? = nil, ignored: Set<String> = [], severities: [String: Diagnostic.Severity] = [:]
  ) {
    self.selected = selected
    self.ignored = ignored
    self.severities = severities
  }

  /// The severity of a rule's findings, or `nil` if it does not run.
  public func severity(of rule: LintRule) -> Diagnostic.Severity? {
    guard !ignored.contains(rule.code), selected?.contains(rule.code) ?? true else { return nil }
    return severities[rule.code] ?? rule.severity
  }
}
