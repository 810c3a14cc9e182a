import QganIR

/// What several optimizers are made of.
extension OptimizerDefinition.Update {
  /// The step's scalar `name`.
  func scalar(_ name: String) throws -> ValueID {
    guard let value = scalars[name] else { throw IRError("the optimizer's scalar `\(name)` is missing") }
    return value
  }

  /// `weight_decay`; refuses it and `lr` below 0.
  func decay(_ arguments: Arguments) throws -> Double {
    _ = try arguments.real("lr", in: 0...Double.greatestFiniteMagnitude)
    return try arguments.real("weight_decay", in: 0...Double.greatestFiniteMagnitude)
  }

  /// The gradient plus `weight_decay` times the weight.
  func decayedGradient(_ arguments: Arguments) throws -> ValueID {
    let decay = try decay(arguments)
    return decay == 0 ? gradient : try graph.add(gradient, graph.scale(weight, by: decay))
  }

  /// Moves the state `name` to `kept` of itself and the rest of `value`, and returns it.
  func average(_ name: String, of value: ValueID, keeping kept: Double) throws -> ValueID {
    let result = try graph.add(graph.scale(state(name), by: kept), graph.scale(value, by: 1 - kept))
    try setState(name, result)
    return result
  }

  /// The weight minus the scalar `factor` times `step`.
  func stepped(by step: ValueID, times factor: String) throws -> ValueID {
    try graph.subtract(weight, graph.multiply(step, scalar(factor)))
  }
}

extension ParameterSpec {
  /// Adam's `betas:`.
  static let betas = ParameterSpec(
    "betas", .reals(count: 2), default: .array(shape: [2], elements: [0.9, 0.999]),
    "Parts of the running mean and square that are kept.")
}
