import QganIR

/// Programs that use weights and do not change them.
extension TrainingGraphs {
  /// What the generator makes of latents, then `view`.
  func generate(batch: Int, view: LayerFunction?) throws -> Graph {
    let generator: LayerFunction
    switch spec.networks {
    case .adversarial(let network, _), .distribution(let network): generator = network
    case .supervised: throw IRError("the train block `\(spec.name)` has no generator")
    }
    let builder = makeBuilder("generate", batch: batch, mode: .evaluation)
    var samples = try call(generator, latents(of: generator, builder), builder)
    if let view { samples = try call(view, [samples], builder) }
    builder.graph.output(TrainingNames.output, samples.value)
    return averaged(builder.graph.graph, role: generator.role)
  }

  /// What the model makes of data.
  func predict(batch: Int) throws -> Graph {
    guard case .supervised(let model, _) = spec.networks else {
      throw IRError("the train block `\(spec.name)` has no model")
    }
    return averaged(try apply(model, batch: batch), role: model.role)
  }

  /// What `layer` makes of data.
  func apply(_ layer: LayerFunction, batch: Int) throws -> Graph {
    let builder = makeBuilder(layer.name, batch: batch, mode: .evaluation)
    let inputs = layer.inputShapes.enumerated().map { index, shape in
      input(index == 0 ? TrainingNames.data : "\(TrainingNames.data)_\(index + 1)", shape: shape, builder)
    }
    builder.graph.output(TrainingNames.output, try call(layer, inputs, builder).value)
    return builder.graph.graph
  }

  /// `graph` reading the moving averages of `role`'s weights, where the train block keeps them; buffers stay the
  /// network's own.
  private func averaged(_ graph: Graph, role: String) -> Graph {
    guard spec.averaging != nil else { return graph }
    var result = graph
    result.variables = [:]
    for (name, variable) in graph.variables {
      guard isAveraged(variable, role: role) else {
        result.variables[name] = variable
        continue
      }
      let average = TrainingNames.average(of: name)
      result.variables[average] = Variable(
        name: average, shape: variable.shape, kind: .state, initializer: .constant(0))
    }
    for index in result.operations.indices where result.operations[index].primitive == "variable" {
      guard let name = result.operations[index].string("name"), let variable = graph.variables[name],
        isAveraged(variable, role: role)
      else { continue }
      result.operations[index].attributes["name"] = .string(TrainingNames.average(of: name))
    }
    return result
  }

  private func isAveraged(_ variable: Variable, role: String) -> Bool {
    variable.kind == .weight && !variable.isFrozen && variable.name.hasPrefix(role + ".")
  }
}
