import OrderedCollections
import QganIR

/// What follows a loss in every step: gradients, clipping, the optimizer, moving averages.
extension TrainingGraphs {
  /// Hands out `loss` and the norm of its gradients, and updates the weights of `role` that are not frozen.
  ///
  /// Weights that the loss does not depend on stay as they are. `weightBound` clamps the new weights, which are
  /// returned by name.
  @discardableResult
  func minimize(
    _ loss: Tensor, of role: String, _ builder: ModelBuilder, weightBound: Double?, averaging: Double?
  ) throws -> OrderedDictionary<String, ValueID> {
    guard loss.count == 1, !loss.isBatched else {
      throw IRError("a loss must be one number, not \(loss.shape)\(loss.isBatched ? " a sample" : "")")
    }
    guard let optimization = spec.optimizations[role] else {
      throw IRError("the train block `\(spec.name)` has no optimizer for `\(role)`")
    }
    let graph = builder.graph
    let scalarLoss = try graph.reshape(loss.value, to: [])
    graph.output(TrainingNames.loss(role), scalarLoss)
    var gradients = try weightGradients(of: scalarLoss, role, graph)
    if let gradientRecord {
      gradientRecord.note(gradients, of: role, loss: scalarLoss)
      return [:]
    }
    guard !gradients.isEmpty else {
      throw IRError("the loss depends on no weight of the \(role) that can be trained")
    }
    let norm = try jointNorm(gradients.values, graph)
    graph.output(TrainingNames.gradientNorm(role), norm)
    try clip(&gradients, optimization.clip, norm, graph)
    let scalars = inputs(of: optimization, role, graph)
    var weights: OrderedDictionary<String, ValueID> = [:]
    for (name, gradient) in gradients {
      guard let variable = graph.graph.variables[name] else { continue }
      var weight = try updated(variable, gradient, optimization, scalars, graph)
      if let weightBound {
        let shape = variable.shape
        weight = try graph.maximum(weight, graph.constant(-weightBound, shape: shape))
        weight = try graph.minimum(weight, graph.constant(weightBound, shape: shape))
      }
      try graph.update(variable, to: weight)
      weights[name] = weight
      if let averaging {
        let average = Variable(
          name: TrainingNames.average(of: name), shape: variable.shape, kind: .state,
          initializer: .constant(0))
        let kept = try graph.scale(graph.read(average), by: averaging)
        try graph.update(average, to: graph.add(kept, graph.scale(weight, by: 1 - averaging)))
      }
    }
    return weights
  }

  /// The gradient of each trainable weight of `role`, summed over its uses, in the order of declaration.
  private func weightGradients(
    of loss: ValueID, _ role: String, _ graph: GraphBuilder
  ) throws -> OrderedDictionary<String, ValueID> {
    var reads: [(name: String, value: ValueID)] = []
    for operation in graph.graph.operations where operation.primitive == "variable" {
      guard let name = operation.string("name"), name.hasPrefix(role + "."),
        let variable = graph.graph.variables[name], variable.kind == .weight, !variable.isFrozen
      else { continue }
      reads.append((name, operation.results[0]))
    }
    let gradients = try Differentiation.gradients(
      in: graph, of: loss, withRespectTo: reads.map(\.value))
    var result: OrderedDictionary<String, ValueID> = [:]
    for (read, gradient) in zip(reads, gradients) {
      guard let gradient else { continue }
      result[read.name] = try result[read.name].map { try graph.add($0, gradient) } ?? gradient
    }
    return result
  }

  /// The 2-norm of all gradients together.
  private func jointNorm(_ gradients: some Sequence<ValueID>, _ graph: GraphBuilder) throws -> ValueID {
    var total: ValueID?
    for gradient in gradients {
      let square = try graph.sum(graph.multiply(gradient, gradient))
      total = try total.map { try graph.add($0, square) } ?? square
    }
    return try graph.unary("sqrt", total ?? graph.constant(0))
  }

  /// Clips as PyTorch's `clip_grad_norm_` and `clip_grad_value_` do.
  private func clip(
    _ gradients: inout OrderedDictionary<String, ValueID>, _ clip: TrainingSpec.GradientClip?,
    _ norm: ValueID, _ graph: GraphBuilder
  ) throws {
    switch clip {
    case nil: return
    case .norm(let bound):
      let ratio = try graph.divide(graph.constant(bound), graph.offset(norm, by: 1e-6))
      let factor = try graph.minimum(ratio, graph.constant(1))
      for (name, gradient) in gradients { gradients[name] = try graph.multiply(gradient, factor) }
    case .value(let bound):
      for (name, gradient) in gradients {
        let shape = graph.type(of: gradient).shape
        let above = try graph.maximum(gradient, graph.constant(-bound, shape: shape))
        gradients[name] = try graph.minimum(above, graph.constant(bound, shape: shape))
      }
    }
  }

  /// Declares the scalars that the host computes for each step.
  private func inputs(
    of optimization: TrainingSpec.Optimization, _ role: String, _ graph: GraphBuilder
  ) -> [String: ValueID] {
    let names = optimization.definition.scalars(optimization.arguments, 1, 1).keys.sorted()
    var values: [String: ValueID] = [:]
    for name in names { values[name] = graph.input(TrainingNames.scalar(name, of: role), .scalar) }
    return values
  }

  /// The weight after the optimizer's step.
  private func updated(
    _ variable: Variable, _ gradient: ValueID, _ optimization: TrainingSpec.Optimization,
    _ scalars: [String: ValueID], _ graph: GraphBuilder
  ) throws -> ValueID {
    func state(_ name: String) -> Variable {
      Variable(
        name: TrainingNames.optimizerState(name, of: variable.name), shape: variable.shape, kind: .state,
        initializer: .constant(0))
    }
    let update = OptimizerDefinition.Update(
      graph: graph, weight: try graph.read(variable), gradient: gradient, scalars: scalars,
      state: { try graph.read(state($0)) }, setState: { try graph.update(state($0), to: $1) })
    return try optimization.definition.update(update, optimization.arguments)
  }
}
