import QganIR
import QganSyntax

extension LintRules {
  static let penaltyBatchNorm = LintRule(
    "QG343", "batch-norm-under-penalty", .models,
    rationale: """
      The gradient penalty of WGAN-GP is about each sample alone, and batch norm makes the critic's output for one sample depend on \
      all others (Gulrajani et al. 2017, section 4). Use `layer_norm`, `instance_norm` or none in the critic.
      """,
    bad: LintExamples.adversarial(
      discriminator: "x |> dense(8, bias: false) |> batch_norm |> relu |> dense(1)",
      loss: "wgan_gp(lambda: 10)"),
    good: LintExamples.adversarial(
      discriminator: "x |> dense(8) |> layer_norm |> relu |> dense(1)", loss: "wgan_gp(lambda: 10)")
  ) { context in
    context.trainings.compactMap { training in
      guard case .builtin(let loss, _) = training.spec.loss, loss.traits.contains(.gradientPenalty),
        let network = training.network("discriminator"),
        network.builtins.contains(where: { $0.name == "batch_norm" })
      else { return nil }
      return .init(
        "the critic has `batch_norm`, under which the gradient penalty is not about single samples",
        at: training.place("discriminator"))
    }
  }
}
