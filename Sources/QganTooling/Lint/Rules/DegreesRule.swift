import QganIR
import QganSyntax

extension LintRules {
  /// Angles that people write in degrees.
  private static let usual: Set<Double> = [30, 45, 60, 72, 90, 120, 135, 150, 180, 225, 270, 315, 360]

  static let degrees = LintRule(
    "QG308", "angle-in-degrees", .trainability,
    rationale: "Angles are in radians: `ry(90)` is 14 turns and a bit. Write `pi / 2`, or `90 * pi / 180`.",
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(60) q;
        cx q[0], q[1];
        rx(x) q;
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(pi / 3) q;
        cx q[0], q[1];
        rx(x) q;
        return expval(Z) q;
      }
      """
  ) { context in
    context.contents.flatMap { content in
      content.gates.flatMap { call -> [LintRule.Finding] in
        // Subroutines may take counts.
        guard let gate = Gates.named(call.name.text), !gate.angles.isEmpty else { return [] }
        return (call.arguments ?? []).compactMap { finding($0.value) }
      }
    }
  }

  private static func finding(_ expression: Expression) -> LintRule.Finding? {
    let value: Double
    switch expression.kind {
    case .integer(let v): value = Double(v)
    case .float(let v): value = v
    case .parenthesized(let e): return finding(e)
    case .unary(.negate, let e): return finding(e)
    default: return nil
    }
    guard usual.contains(value) else { return nil }
    let fix = Diagnostic.Fix(
      "write radians",
      edits: [.init(range: expression.range, replacement: radians(Int(value)))], isSafe: false)
    return .init(
      "this angle of \(value.short) radians looks like degrees", at: expression.range, fixes: [fix])
  }

  private static func radians(_ degrees: Int) -> String {
    var (a, b) = (degrees, 180)
    while b != 0 { (a, b) = (b, a % b) }
    let (numerator, denominator) = (degrees / a, 180 / a)
    return (numerator == 1 ? "pi" : "\(numerator) * pi") + (denominator == 1 ? "" : " / \(denominator)")
  }
}
