import QganIR

/// The steps of two networks against one another.
extension TrainingGraphs {
  /// One update of the discriminator, on data and on what the generator makes, through which no gradient flows.
  func discriminatorStep(_ generator: LayerFunction, _ discriminator: LayerFunction) throws -> Graph {
    let builder = makeBuilder("discriminator step", batch: spec.batch, mode: .training)
    let real = try discriminated(data(builder), "real", builder)
    let made = try call(generator, latents(of: generator, builder), builder)
    let fake = try discriminated(builder.map("stop_gradient", made), "generated", builder)
    let realLogits = try call(discriminator, [real], builder)
    let fakeLogits = try call(discriminator, [fake], builder)
    let context = adversarial(
      builder, discriminator, real: (real, realLogits), fake: (fake, fakeLogits))
    let (definition, arguments, parts) = try adversarialLoss()
    let loss = try parts.discriminator(context, arguments)
    try minimize(
      loss, of: discriminator.role, builder, weightBound: definition.weightClip?(arguments), averaging: nil)
    return builder.graph.graph
  }

  /// One update of the generator, with the discriminator as it is.
  func generatorStep(_ generator: LayerFunction, _ discriminator: LayerFunction) throws -> Graph {
    let builder = makeBuilder("generator step", batch: spec.batch, mode: .training)
    let made = try call(generator, latents(of: generator, builder), builder)
    let fake = try discriminated(made, "generator", builder)
    let logits = try call(discriminator, [fake], builder)
    let context = adversarial(builder, discriminator, real: nil, fake: (fake, logits))
    let (_, arguments, parts) = try adversarialLoss()
    let loss = try parts.generator(context, arguments)
    try minimize(loss, of: generator.role, builder, weightBound: nil, averaging: spec.averaging)
    return builder.graph.graph
  }

  /// One update of the discriminator, then one of the generator against the new discriminator, on the same latents.
  func jointStep(_ generator: LayerFunction, _ discriminator: LayerFunction) throws -> Graph {
    let builder = makeBuilder("joint step", batch: spec.batch, mode: .training)
    let graph = builder.graph
    let real = try discriminated(data(builder), "real", builder)
    let made = try call(generator, latents(of: generator, builder), builder)
    let fake = try discriminated(builder.map("stop_gradient", made), "generated", builder)
    let (definition, arguments, parts) = try adversarialLoss()
    let context = adversarial(
      builder, discriminator, real: (real, try call(discriminator, [real], builder)),
      fake: (fake, try call(discriminator, [fake], builder)))
    let weights = try minimize(
      parts.discriminator(context, arguments), of: discriminator.role, builder,
      weightBound: definition.weightClip?(arguments), averaging: nil)
    // How the new weights came about is nothing that the generator's gradient passes through.
    for (name, weight) in weights {
      graph.redirectReads(of: name, to: try graph.unary("stop_gradient", weight))
    }
    let judged = try discriminated(made, "generator", builder)
    let logits = try call(discriminator, [judged], builder)
    let loss = try parts.generator(
      adversarial(builder, discriminator, real: nil, fake: (judged, logits)), arguments)
    try minimize(loss, of: generator.role, builder, weightBound: nil, averaging: spec.averaging)
    return graph.graph
  }

  private typealias Part = @Sendable (LossDefinition.Adversarial, Arguments) throws -> Tensor

  private func adversarialLoss() throws -> (
    LossDefinition, Arguments, (discriminator: Part, generator: Part)
  ) {
    guard case .builtin(let definition, let arguments) = spec.loss,
      case .adversarial(let discriminator, let generator) = definition.kind
    else { throw IRError("the loss of `\(spec.name)` is not one of two networks") }
    return (definition, arguments, (discriminator, generator))
  }

  /// What the loss may use: data with logits, the discriminator itself, and differentiation.
  private func adversarial(
    _ builder: ModelBuilder, _ discriminator: LayerFunction, real: (data: Tensor, logits: Tensor)?,
    fake: (data: Tensor, logits: Tensor)
  ) -> LossDefinition.Adversarial {
    LossDefinition.Adversarial(
      builder: builder, real: real?.logits, fake: fake.logits, realData: real?.data,
      fakeData: real == nil ? nil : fake.data,
      discriminator: { try call(discriminator, [$0], builder) },
      gradient: { output, input in
        let gradients = try Differentiation.gradients(
          in: builder.graph, of: output.value, withRespectTo: [input.value])
        var result = input
        result.value =
          try gradients[0] ?? builder.graph.constant(0, shape: builder.graph.type(of: input.value).shape)
        return result
      })
  }
}
