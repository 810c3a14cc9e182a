import QganIR

extension Losses {
  static let wganGP = LossDefinition(
    "wgan_gp", "The Wasserstein distance, with a penalty on the norm of the critic's gradient.",
    elsewhere: ["wasserstein_gp"],
    details: """
      Critic: mean(D(G(z))) - mean(D(x)) + lambda mean((|grad D(y)| - 1)^2) at y = e x + (1 - e) G(z), with e uniform \
      in [0, 1) for each sample and the Euclidean norm over all elements of a sample; generator: -mean(D(G(z))). The \
      norm is sqrt(sum of squares + 1e-12), so that it has a gradient at 0. Gulrajani et al. 2017, arXiv:1704.00028, \
      where `lambda` is 10, `discriminator_steps` 5 and the optimizer `adam(lr: 1e-4, betas: [0, 0.9])`.
      """,
    parameters: [
      ParameterSpec("lambda", .real, default: .real(10), "Weight of the penalty.")
    ],
    kind: .adversarial(
      discriminator: { context, arguments in
        let lambda = try arguments.real("lambda", in: 0...Double.greatestFiniteMagnitude)
        let penalty = try context.gradientPenalty()
        let scaled = try context.builder.map("scale", penalty, ["factor": .float(lambda)])
        return try context.builder.combine("add", context.wassersteinDistance(), scaled)
      },
      generator: { context, _ in try context.negatedMeanOfFake() }),
    traits: [.logits, .gradientPenalty])
}
