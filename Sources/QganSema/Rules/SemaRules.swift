import QganSyntax

/// What `qganc explain` tells about the checker's diagnostics.
public enum SemaRules {
  /// Every rule, in the order of the codes.
  public static let all: [DiagnosticRule] = names + values + calls + circuits + training

  /// A rule whose examples get the version line that opens every file.
  static func rule(_ code: String, _ title: String, _ explanation: String, bad: String, good: String)
    -> DiagnosticRule
  {
    DiagnosticRule(
      code: code, title: title, explanation: explanation, bad: "qgan 1.0;\n" + bad, good: "qgan 1.0;\n" + good
    )
  }

  /// A rule about a train block: the examples are put into one that is complete but for them.
  static func trainRule(
    _ code: String, _ title: String, _ explanation: String, bad: String, good: String
  ) -> DiagnosticRule {
    rule(code, title, explanation, bad: train(bad), good: train(good))
  }

  private static func train(_ body: String) -> String {
    """
    model G(input float[2] z) -> float[4] { return z |> dense(4); }
    model D(input float[4] x) -> float[1] { return x |> dense(1); }
    dataset bars { source: bars_and_stripes(2, 2); }
    \(body)
    """
  }
}
