import QganSyntax

extension LintRules {
  static let shadowing = LintRule(
    "QG384", "shadowing", .hygiene,
    rationale:
      "A local name hides a constant, circuit, model or dataset of the file: a reader who knows the file reads it wrongly. Rename one of them.",
    bad:
      "const int N = 4;\nmodel m(input float[N] x) -> float[8] {\n  const int N = 8;\n  return x |> dense(N);\n}",
    good:
      "const int N = 4;\nmodel m(input float[N] x) -> float[8] {\n  const int M = 8;\n  return x |> dense(M);\n}"
  ) { context in
    var known: [String: Name] = [:]
    for declaration in context.main.declarations {
      switch declaration.kind {
      case .constant, .model, .dataset: if let name = declaration.declaredName { known[name.text] = name }
      case .circuit(let d): if case .layer = d.form { known[d.name.text] = d.name }
      default: continue
      }
    }
    return context.contents.flatMap { content -> [LintRule.Finding] in
      content.locals.compactMap { local in
        guard let name = known[local.text] else { return nil }
        return .init(
          "`\(local.text)` hides the one of the file", at: local.range,
          notes: [.init("it is declared here", at: name.range)])
      }
    }
  }
}

extension SyntaxContents {
  /// Names that the declaration's parameters and body declare, each binding once.
  var locals: [Name] {
    var result = parameters.map(\.name)
    for parameter in parameters {
      for case .binding(let name) in parameter.type.dimensions { result.append(name) }
    }
    var bound: Set<String> = []
    for statement in statements {
      switch statement.kind {
      case .constant(let d): result.append(d.name)
      case .register(let register): result.append(register.name)
      case .layer(let name, _, _): result.append(name)
      case .for(_, let variable, _, _): result.append(variable)
      case .binding(let name, _): if bound.insert(name.text).inserted { result.append(name) }
      default: continue
      }
    }
    return result
  }
}
