/// What `qganc explain CODE` tells about one diagnostic code; each room lists the rules of its own codes.
public struct DiagnosticRule: Sendable {
  /// The stable code, such as `QG103`.
  public var code: String
  /// A short title in lower case: "missing semicolon".
  public var title: String
  /// Why the rule exists and what to do, in Markdown.
  public var explanation: String
  /// A complete small program that triggers the code.
  public var bad: String
  /// The same program, mended.
  public var good: String

  public init(code: String, title: String, explanation: String, bad: String, good: String) {
    self.code = code
    self.title = title
    self.explanation = explanation
    self.bad = bad
    self.good = good
  }
}
