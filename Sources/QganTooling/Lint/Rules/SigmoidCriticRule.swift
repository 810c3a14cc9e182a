import QganIR
import QganSyntax

extension LintRules {
  static let sigmoidCritic = LintRule(
    "QG342", "sigmoid-under-logits", .models, .error,
    rationale: """
      `bce`, `hinge`, `wgan` and `wgan_gp` take logits: `bce` has its sigmoid inside, and a Wasserstein critic must not be bounded. A \
      discriminator that ends in `sigmoid` or `tanh` gets vanishing gradients and never reaches a loss near zero.
      """,
    bad: LintExamples.adversarial(discriminator: "x |> dense(1) |> sigmoid"),
    good: LintExamples.adversarial(discriminator: "x |> dense(1)")
  ) { context in
    context.trainings.compactMap { training in
      guard case .builtin(let loss, _) = training.spec.loss, loss.traits.contains(.logits),
        let last = training.network("discriminator")?.last,
        ["sigmoid", "tanh"].contains(last.name)
      else { return nil }
      return .init(
        "the discriminator ends in `\(last.name)`, and `\(loss.name)` takes logits",
        at: training.place("discriminator"),
        notes: [.init("leave the `\(last.name)` out")],
        fixes: context.removal(ofLast: last.name, in: training.property("discriminator")?.value))
    }
  }
}

extension LintContext {
  /// A fix that takes `|> name` off the end of the model that `value` names, if it is written so in the linted file.
  fileprivate func removal(ofLast name: String, in value: Expression?) -> [Diagnostic.Fix] {
    for declaration in main.declarations {
      guard case .model(let model) = declaration.kind, model.name.text == value?.calledName,
        case .return(.expression(let result))? = model.body.statements.last?.kind,
        case .pipe(let rest, let layer) = result.kind, layer.calledName == name
      else { continue }
      let tail = SourceRange(file: layer.range.file, start: rest.range.end, end: layer.range.end)
      return [.init("remove the `\(name)`", edits: [.init(range: tail, replacement: "")], isSafe: false)]
    }
    return []
  }
}
