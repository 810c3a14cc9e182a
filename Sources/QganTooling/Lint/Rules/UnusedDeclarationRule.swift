import QganSyntax

extension LintRules {
  static let unusedDeclaration = LintRule(
    "QG382", "unused-declaration", .hygiene,
    rationale: """
      In a file with a train block: a const, config, gate, circuit, model or dataset that nothing uses, also no variant. A config that \
      nothing reads is worst, since setting it seems to do something. Files without train blocks are libraries, and what \
      they declare is there for others.
      """,
    bad: "const int LAYERS = 3;\n" + LintExamples.adversarial(), good: LintExamples.adversarial()
  ) { context in
    guard context.isProgram else { return [] }
    return context.main.declarations.enumerated().compactMap { index, declaration in
      guard let name = declaration.declaredName, !context.isUsed(name.text, outside: index) else {
        return nil
      }
      let kind: String
      switch declaration.kind {
      case .constant(let d): kind = d.isConfig ? "config" : "const"
      case .gate: kind = "gate"
      case .circuit(let d):
        if case .layer = d.form { kind = "circuit" } else { kind = "subroutine" }
      case .model: kind = "model"
      case .dataset: kind = "dataset"
      default: return nil
      }
      let fix = Diagnostic.Fix(
        "remove it", edits: [.init(range: context.wholeLine(declaration.range), replacement: "")],
        isSafe: kind == "const" || kind == "gate")
      return .init("the \(kind) `\(name.text)` is never used", at: name.range, fixes: [fix])
    }
  }
}

extension LintContext {
  /// Whether a declaration other than that of the index uses the name.
  fileprivate func isUsed(_ name: String, outside index: Int) -> Bool {
    contents.enumerated().contains { $0.offset != index && $0.element.uses(name) }
  }
}
