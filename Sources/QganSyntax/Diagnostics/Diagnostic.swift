/// One finding about a program: what is wrong, where, and what to do.
public struct Diagnostic: Sendable, Hashable {
  /// How bad a finding is.
  public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case error, warning, note

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
    private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
  }

  /// Another place, or another fact, that explains the finding.
  public struct Note: Sendable, Hashable {
    public var message: String
    public var range: SourceRange?

    public init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  /// A replacement of the text in `range`.
  public struct Edit: Sendable, Hashable {
    public var range: SourceRange
    public var replacement: String

    public init(range: SourceRange, replacement: String) {
      self.range = range
      self.replacement = replacement
    }
  }

  /// A change to the source that mends the finding.
  public struct Fix: Sendable, Hashable {
    /// What the fix does, as an imperative: "write `pi`".
    public var message: String
    public var edits: [Edit]
    /// Whether the fix keeps what the program computes.
    public var isSafe: Bool

    public init(_ message: String, edits: [Edit], isSafe: Bool = true) {
      self.message = message
      self.edits = edits
      self.isSafe = isSafe
    }
  }

  /// The stable code, such as `QG103`; `qganc explain` knows it.
  public var code: String
  public var severity: Severity
  /// One sentence without a full stop, names in backticks.
  public var message: String
  /// What to underline; `nil` when the finding has no place in a file.
  public var range: SourceRange?
  public var notes: [Note]
  public var fixes: [Fix]

  public init(
    _ code: String, _ severity: Severity, _ message: String, at range: SourceRange?,
    notes: [Note] = [], fixes: [Fix] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.range = range
    self.notes = notes
    self.fixes = fixes
  }

  /// An error.
  public init(
    _ code: String, _ message: String, at range: SourceRange?, notes: [Note] = [], fixes: [Fix] = []
  ) {
    self.init(code, .error, message, at: range, notes: notes, fixes: fixes)
  }
}
