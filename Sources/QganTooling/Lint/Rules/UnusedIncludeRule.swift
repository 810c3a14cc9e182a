import QganSyntax

extension LintRules {
  static let unusedInclude = LintRule(
    "QG381", "unused-include", .hygiene,
    rationale: "Nothing of the included file is used. Remove the line.",
    bad:
      "include \"std/entanglers.qgan\" as ent;\ncircuit c(input angle[2] x) -> float[2] { qubit[2] q; ry(x) q; cx q[0], q[1]; return expval(Z) q; }",
    good:
      "circuit c(input angle[2] x) -> float[2] { qubit[2] q; ry(x) q; cx q[0], q[1]; return expval(Z) q; }"
  ) { context in
    context.main.declarations.compactMap { declaration in
      guard case .include(let include) = declaration.kind else { return nil }
      let isUsed = context.contents.contains { content in
        content.names.contains { name in
          if let alias = include.alias { return name.parts.count > 1 && name.parts[0].text == alias.text }
          // Of a file that is not known all is taken to be used.
          guard let names = context.included[include.pathRange.start] else { return true }
          return names.contains(name.parts[0].text)
        }
      }
      guard !isUsed else { return nil }
      let fix = Diagnostic.Fix(
        "remove the include", edits: [.init(range: context.wholeLine(declaration.range), replacement: "")])
      return .init("nothing of `\(include.path)` is used", at: include.pathRange, fixes: [fix])
    }
  }
}
