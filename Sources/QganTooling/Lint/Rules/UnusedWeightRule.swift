import QganSyntax

extension LintRules {
  static let unusedWeight = LintRule(
    "QG302", "unused-weight", .trainability,
    rationale: """
      Weights that no gate and no operation reads are counted, saved and moved by weight decay, and do nothing. Give the `param` the \
      shape that is read, or read the rest.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[3, 2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        for int l in [0:1] { ry(w[l]) q; cx q[0], q[1]; }
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2, 2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        for int l in [0:1] { ry(w[l]) q; cx q[0], q[1]; }
        return expval(Z) q;
      }
      """
  ) { context in
    var findings: [LintRule.Finding] = []
    // A `param` that its body does not name.
    for content in context.contents {
      for parameter in content.parameters {
        guard case .param = parameter.kind, !content.uses(parameter.name.text) else { continue }
        findings.append(
          .init("the weights `\(parameter.name.text)` are never read", at: parameter.name.range))
      }
    }
    // Elements that stand in no angle.
    for network in context.networks {
      for (variable, uses) in network.circuitWeights {
        let count = variable.shape.reduce(1, *)
        let unread = (0..<count).filter { element in
          !uses.contains {
            $0.use.facts.sensitivity.occurring.contains(.init(operand: $0.operand, element: element))
          }
        }
        guard !unread.isEmpty, let first = uses.first else { continue }
        let name = first.use.circuit.operands[first.operand].name
        findings.append(
          .init(
            "\(ElementNames.summary(name, shape: variable.shape, unread)) of the \(count) weights `\(name)` \(unread.count == 1 ? "is" : "are") never read",
            at: context.place(ofParameter: name, of: first.use, in: network),
            notes: unread.count > 4
              ? [.init("they are \(ElementNames.list(name, shape: variable.shape, unread))")] : []))
      }
    }
    return findings
  }
}

extension SyntaxContents {
  /// The parameters of a circuit, subroutine or model, and the weights of a model's body.
  var parameters: [ParameterSyntax] {
    let own: [ParameterSyntax] =
      switch declaration.kind {
      case .circuit(let d): d.parameters
      case .model(let d): d.parameters
      default: []
      }
    return own
      + statements.compactMap { if case .parameter(let parameter) = $0.kind { parameter } else { nil } }
  }

  /// Whether a name is used in the declaration.
  func uses(_ name: String) -> Bool { names.contains { $0.parts[0].text == name } }
}
