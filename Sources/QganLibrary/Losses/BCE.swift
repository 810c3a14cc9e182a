import QganIR

extension Losses {
  static let bce = LossDefinition(
    "bce", "Binary cross-entropy on logits, with the non-saturating generator loss.",
    elsewhere: ["BCEWithLogitsLoss", "BCELoss", "binary_cross_entropy", "vanilla", "non_saturating"],
    details: """
      Discriminator: mean(softplus(-D(x))) + mean(softplus(D(G(z)))); generator: mean(softplus(-D(G(z)))). These are \
      the cross-entropies of sigmoid(D) with targets 1 and 0, summed, in a form that does not overflow. Goodfellow \
      et al. 2014, arXiv:1406.2661.
      """,
    kind: .adversarial(
      discriminator: { context, _ in
        let builder = context.builder
        let real = try builder.meanOfAll(softplusOfMinus(context.realLogits(), builder))
        let fake = try builder.meanOfAll(builder.map("softplus", context.fake))
        return try builder.combine("add", real, fake)
      },
      generator: { context, _ in
        try context.builder.meanOfAll(softplusOfMinus(context.fake, context.builder))
      }),
    traits: [.logits])

  private static func softplusOfMinus(_ x: Tensor, _ builder: ModelBuilder) throws -> Tensor {
    try builder.map("softplus", builder.map("neg", x))
  }
}
