import QganIR
import QganPasses

/// Runs graphs in double precision.
enum Machine {
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

  /// Runs `graph`; `draws`, if given, are what its one stream of random numbers gives.
  static func run(
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
