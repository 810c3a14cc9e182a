import QganIR

extension Losses {
  static let wgan = LossDefinition(
    "wgan", "The Wasserstein distance, with a critic whose weights are clipped.", elsewhere: ["wasserstein"],
    details: """
      Critic: mean(D(G(z))) - mean(D(x)); generator: -mean(D(G(z))). After each update the critic's weights are \
      clipped to [-clip, clip]. Arjovsky et al. 2017, arXiv:1701.07875, where `clip` is 0.01, `discriminator_steps` 5 \
      and the optimizer `rmsprop(lr: 5e-5)`.
      """,
    parameters: [
      ParameterSpec("clip", .real, default: .real(0.01), "Bound of the critic's weights.")
    ],
    kind: .adversarial(
      discriminator: { context, arguments in
        _ = try arguments.positive("clip")
        return try context.wassersteinDistance()
      },
      generator: { context, _ in try context.negatedMeanOfFake() }),
    traits: [.logits], weightClip: { $0.real("clip") })
}
