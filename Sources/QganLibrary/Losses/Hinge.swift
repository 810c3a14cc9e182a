import QganIR

extension Losses {
  static let hinge = LossDefinition(
    "hinge", "The hinge loss: logits beyond 1 and -1 are good enough.", elsewhere: ["HingeLoss"],
    details: """
      Discriminator: mean(max(0, 1 - D(x))) + mean(max(0, 1 + D(G(z)))); generator: -mean(D(G(z))). Lim and Ye 2017, \
      arXiv:1705.02894.
      """,
    kind: .adversarial(
      discriminator: { context, _ in
        let builder = context.builder
        func hinge(_ logits: Tensor) throws -> Tensor {
          let margin = try builder.map("offset", logits, ["amount": .float(1)])
          return try builder.meanOfAll(builder.map("leaky_relu", margin, ["slope": .float(0)]))
        }
        return try builder.combine(
          "add", hinge(builder.map("neg", context.realLogits())), hinge(context.fake))
      },
      generator: { context, _ in try context.negatedMeanOfFake() }),
    traits: [.logits])
}
