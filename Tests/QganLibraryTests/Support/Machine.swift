import QganIR
import QganPasses
import QganRuntime

/// Runs a graph in double precision: planned and executed, or interpreted where a test chooses the random draws.
struct Machine {
  struct Outcome {
    var outputs: [String: ReferenceTensor] = [:]
    /// After the updates.
    var variables: [String: ReferenceTensor] = [:]

    /// The elements of output `name`.
    func values(_ name: String) throws -> [Double] {
      guard let tensor = outputs[name] else { throw IRError("there is no output `\(name)`") }
      return tensor.values
    }
  }

  private let graph: Graph
  private let executor: Executor<Double>

  /// Plans `graph`.
  init(_ graph: Graph) throws {
    self.graph = graph
    executor = try Executor(
      plan: makePlan(graph), variables: VariableStore<Double>(graph.variables.values, seed: 0))
  }

  /// Runs the plan; variables that are not given are zeros.
  func run(
    inputs: [String: ReferenceTensor] = [:], variables: [String: ReferenceTensor] = [:]
  ) throws -> Outcome {
    for (name, variable) in graph.variables {
      let tensor = variables[name] ?? ReferenceTensor(variable.shape, full: 0)
      try executor.variables.set(name, to: tensor.values)
    }
    for input in graph.inputs {
      guard let tensor = inputs[input.name] else { throw IRError("input `\(input.name)` is not given") }
      try executor.setInput(input.name, to: tensor.values)
    }
    try executor.run(step: 1)
    var outcome = Outcome()
    for output in graph.outputs {
      outcome.outputs[output.name] = ReferenceTensor(
        shape: graph.type(of: output.value).shape, values: try executor.output(output.name))
    }
    for (name, variable) in graph.variables {
      outcome.variables[name] = ReferenceTensor(
        shape: variable.shape, values: try executor.variables.values(of: name))
    }
    return outcome
  }

  /// Plans and runs `graph`.
  static func run(
    _ graph: Graph, inputs: [String: ReferenceTensor] = [:], variables: [String: ReferenceTensor] = [:]
  ) throws -> Outcome {
    try Machine(graph).run(inputs: inputs, variables: variables)
  }

  /// Interprets `graph`; `draws`, if given, are what its one stream of random numbers gives.
  static func interpret(
    _ graph: Graph, inputs: [String: ReferenceTensor] = [:], variables: [String: ReferenceTensor] = [:],
    draws: [Double]? = nil
  ) throws -> Outcome {
    let interpreter =
      draws.map { draws in ReferenceInterpreter(draws: { _, _, _ in draws }) } ?? ReferenceInterpreter()
    let result = try interpreter.run(graph, inputs: inputs, variables: variables)
    var outcome = Outcome(variables: result.variables)
    for (name, tensor) in result.outputs { outcome.outputs[name] = tensor }
    return outcome
  }
}
