/// The rules of this room's diagnostic codes: QG0xx for characters and tokens, QG1xx for syntax.
public enum SyntaxRules {
  /// All rules, in the order of their codes.
  public static let all: [DiagnosticRule] =
    (characters + shapes + constructs + foreign).sorted { $0.code < $1.code }

  /// A complete program whose circuit has the given lines as its body.
  static func circuit(_ body: String) -> String {
    "qgan 1.0;\ncircuit f(const int n, param angle[n] w) -> float[n] {\n  qubit[n] q;\n  \(body)\n"
      + "  return expval(Z) q;\n}\n"
  }

  /// A complete program whose model has the given lines as its body.
  static func model(_ body: String) -> String {
    "qgan 1.0;\nmodel f(input float[4] x) -> float[4] {\n  \(body)\n}\n"
  }

  /// A complete program whose train block has the given lines as its body.
  static func train(_ body: String) -> String { "qgan 1.0;\ntrain t {\n  \(body)\n}\n" }

  /// A complete program of the given declarations.
  static func file(_ text: String) -> String { "qgan 1.0;\n\(text)\n" }
}
