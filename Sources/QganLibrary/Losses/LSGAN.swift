import QganIR

extension Losses {
  static let lsgan = LossDefinition(
    "lsgan", "Least squares to targets 1 (real) and 0 (generated).", elsewhere: ["least_squares"],
    details: """
      Discriminator: mean((D(x) - 1)^2) / 2 + mean(D(G(z))^2) / 2; generator: mean((D(G(z)) - 1)^2) / 2. Mao et al. \
      2017, arXiv:1611.04076, equation 9.
      """,
    kind: .adversarial(
      discriminator: { context, _ in
        let builder = context.builder
        let real = try halfMeanSquare(context.realLogits(), minus: 1, builder)
        let fake = try halfMeanSquare(context.fake, minus: 0, builder)
        return try builder.combine("add", real, fake)
      },
      generator: { context, _ in try halfMeanSquare(context.fake, minus: 1, context.builder) }))

  private static func halfMeanSquare(
    _ x: Tensor, minus target: Double, _ builder: ModelBuilder
  ) throws -> Tensor {
    let error = target == 0 ? x : try builder.map("offset", x, ["amount": .float(-target)])
    let mean = try builder.meanOfAll(builder.combine("mul", error, error))
    return try builder.map("scale", mean, ["factor": .float(0.5)])
  }
}
