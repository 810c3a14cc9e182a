import QganSyntax

extension LintRules {
  /// Gates of one angle whose angles add up.
  private static let additive: Set = ["rx", "ry", "rz", "p", "rxx", "ryy", "rzz", "crx", "cry", "crz", "cp"]

  static let mergeableRotations = LintRule(
    "QG325", "mergeable-rotations", .gates, .note,
    rationale:
      "Two rotations about the same axis in a row are one: the angles add up. The compiler merges them anyway; one gate is easier to read.",
    bad: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        rx(0.3) q[0];
        rx(0.4) q[0];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        rx(0.3 + 0.4) q[0];
        return expval(Z) q;
      }
      """
  ) { context in
    context.contents.flatMap { content -> [LintRule.Finding] in
      // Data and a weight may follow one another, as an encoding and the first layer do, and two weights are QG304's.
      let values = content.values
      return content.blocks.flatMap { block in
        zip(block.statements, block.statements.dropFirst()).compactMap { first, second in
          finding(first, second, values, context)
        }
      }
    }
  }

  private static func finding(
    _ first: Statement, _ second: Statement, _ values: Set<String>, _ context: LintContext
  ) -> LintRule.Finding? {
    guard case .apply(let a) = first.kind, case .apply(let b) = second.kind, a.modifiers.isEmpty,
      b.modifiers.isEmpty, a.name.text == b.name.text, additive.contains(a.name.text),
      let x = a.arguments, let y = b.arguments, x.count == 1, y.count == 1,
      a.operands.map({ context.text($0.range) }) == b.operands.map({ context.text($0.range) })
    else { return nil }
    guard isConstant(x[0].value, values), isConstant(y[0].value, values) else { return nil }
    let sum = "\(context.text(x[0].value.range)) + \(context.text(y[0].value.range))"
    let fix = Diagnostic.Fix(
      "write one rotation by the sum",
      edits: [
        .init(range: x[0].value.range, replacement: sum),
        .init(range: context.wholeLine(second.range), replacement: ""),
      ], isSafe: true)
    return .init("this rotation continues the one before", at: b.range, fixes: [fix])
  }

  /// Whether an angle is made of numbers and constants, so that it may stand in a sum as it is.
  private static func isConstant(_ expression: Expression, _ values: Set<String>) -> Bool {
    switch expression.kind {
    case .integer, .float: true
    case .name(let name): !values.contains(name.parts[0].text)
    case .unary(.negate, let e), .parenthesized(let e): isConstant(e, values)
    case .binary(let symbol, let a, let b, _):
      [.add, .subtract, .multiply, .divide, .power].contains(symbol) && isConstant(a, values)
        && isConstant(b, values)
    default: false
    }
  }
}

extension SyntaxContents {
  /// Names of data, weights and what is computed from them.
  fileprivate var values: Set<String> {
    var result: Set<String> = []
    for parameter in parameters {
      if case .const = parameter.kind { continue }
      result.insert(parameter.name.text)
    }
    for statement in statements {
      if case .binding(let name, _) = statement.kind { result.insert(name.text) }
    }
    return result
  }
}
