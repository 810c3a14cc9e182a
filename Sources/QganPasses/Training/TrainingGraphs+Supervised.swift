import QganIR

/// The steps of one network alone.
extension TrainingGraphs {
  /// One update of a model towards labels or towards its own input.
  func modelStep(_ model: LayerFunction, _ target: TrainingSpec.Target) throws -> Graph {
    let builder = makeBuilder("model step", batch: spec.batch, mode: .training)
    let data = try data(builder)
    let wanted = target == .label ? input(TrainingNames.label, shape: [], builder) : data
    let output = try call(model, [data], builder)
    let losses: Tensor
    switch spec.loss {
    case .builtin(let definition, let arguments):
      guard case .supervised(let write) = definition.kind else {
        throw IRError("the loss `\(definition.name)` does not compare a model's output with a target")
      }
      losses = try write(builder, output, wanted, arguments)
    case .model(let layer): losses = try call(layer, [output, wanted], builder)
    }
    try minimize(
      mean(losses, builder), of: model.role, builder, weightBound: nil, averaging: spec.averaging)
    return builder.graph.graph
  }

  /// One update of a generator whose loss compares what it makes with a batch of data.
  func distributionStep(_ generator: LayerFunction) throws -> Graph {
    guard case .builtin(let definition, let arguments) = spec.loss,
      case .distribution(let write) = definition.kind
    else { throw IRError("the loss of `\(spec.name)` does not compare a generator with data") }
    let builder = makeBuilder("generator step", batch: spec.batch, mode: .training)
    let data = try data(builder)
    // A generator without latents stays as it is: one distribution for the whole batch.
    let made = try builder.at([generator.role]) {
      try generator.build(builder, latents(of: generator, builder))
    }
    let loss = try mean(write(builder, made, data, arguments), builder)
    try minimize(loss, of: generator.role, builder, weightBound: nil, averaging: spec.averaging)
    return builder.graph.graph
  }

  /// The mean over everything, as a scalar.
  private func mean(_ losses: Tensor, _ builder: ModelBuilder) throws -> Tensor {
    Tensor(value: try builder.graph.mean(losses.value), shape: [], isBatched: false)
  }
}
