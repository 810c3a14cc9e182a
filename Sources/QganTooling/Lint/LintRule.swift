import QganSyntax

/// What the linter looks for: one kind of finding, with its reason and the examples that are its tests.
public struct LintRule: Sendable {
  /// What a rule is about; the reference page has a section for each.
  public enum Category: String, Sendable, Hashable, CaseIterable {
    case trainability, gates, models, training, hygiene
  }

  /// One finding of a rule.
  public struct Finding: Sendable, Hashable {
    /// One sentence without a full stop, names in backticks.
    public var message: String
    public var range: SourceRange
    public var notes: [Diagnostic.Note]
    public var fixes: [Diagnostic.Fix]

    public init(
      _ message: String, at range: SourceRange, notes: [Diagnostic.Note] = [], fixes: [Diagnostic.Fix] = []
    ) {
      self.message = message
      self.range = range
      self.notes = notes
      self.fixes = fixes
    }
  }

  /// The stable code, `QG3` and two digits.
  public var code: String
  /// A short name in lower case with hyphens, such as `zero-gradient`.
  public var name: String
  public var category: Category
  /// How bad findings are unless a qgan.toml says otherwise; notes are advice and leave the exit code alone.
  public var severity: Diagnostic.Severity
  /// Why it matters and what to do, in Markdown.
  public var rationale: String
  /// A complete program that has the finding, and no other.
  public var bad: String
  /// The same program, mended: without findings.
  public var good: String
  /// Finds it in a program without errors.
  public var check: @Sendable (LintContext) -> [Finding]

  /// A rule whose examples get the version line that opens every file.
  init(
    _ code: String, _ name: String, _ category: Category, _ severity: Diagnostic.Severity = .warning,
    rationale: String, bad: String, good: String, check: @escaping @Sendable (LintContext) -> [Finding]
  ) {
    self.code = code
    self.name = name
    self.category = category
    self.severity = severity
    self.rationale = rationale
    self.bad = "qgan 1.0;\n\(bad)\n"
    self.good = "qgan 1.0;\n\(good)\n"
    self.check = check
  }

  /// As `qganc explain` shows it.
  public var explanation: DiagnosticRule {
    DiagnosticRule(
      code: code, title: name,
      explanation: "\(rationale)\n\nA lint rule (\(category.rawValue), \(severity.rawValue)).",
      bad: bad.trimmingLineBreak, good: good.trimmingLineBreak)
  }
}

extension String {
  fileprivate var trimmingLineBreak: String { hasSuffix("\n") ? String(dropLast()) : self }
}
