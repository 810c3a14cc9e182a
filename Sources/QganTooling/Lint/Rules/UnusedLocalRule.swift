import QganSyntax

extension LintRules {
  static let unusedLocal = LintRule(
    "QG383", "unused-local", .hygiene,
    rationale: """
      A value, const, layer or angle of a body that nothing reads. What is bound to a name and forgotten is often a result that was \
      meant to be returned.
      """,
    bad: "model m(input float[4] x) -> float[4] {\n  h = x |> dense(4);\n  y = h |> relu;\n  return h;\n}",
    good: "model m(input float[4] x) -> float[4] {\n  h = x |> dense(4);\n  return h |> relu;\n}"
  ) { context in
    context.contents.flatMap { content -> [LintRule.Finding] in
      var findings: [LintRule.Finding] = []
      var told: Set<String> = []
      func tell(_ name: Name, _ what: String) {
        guard !content.uses(name.text), told.insert(name.text).inserted else { return }
        findings.append(.init("the \(what) `\(name.text)` is never read", at: name.range))
      }
      for statement in content.statements {
        switch statement.kind {
        case .constant(let d): tell(d.name, "const")
        case .binding(let name, _): tell(name, "value")
        case .layer(let name, _, _): tell(name, "layer")
        default: continue
        }
      }
      switch content.declaration.kind {
      case .gate(let d): for angle in d.angles { tell(angle, "angle") }
      case .circuit(let d):
        for parameter in d.parameters {
          switch parameter.kind {
          case .plain: tell(parameter.name, "angle")
          case .const: tell(parameter.name, "const parameter")
          default: continue
          }
        }
      case .model(let d):
        for parameter in d.parameters {
          if case .const = parameter.kind { tell(parameter.name, "const parameter") }
        }
      default: break
      }
      return findings
    }
  }
}
