import OrderedCollections
import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// One use of a builtin in a graph of its own: inputs `x0`, `x1`, ..., output `y`, weights under no path.
struct LayerCase {
  let graph: Graph
  let result: Tensor

  /// Writes `call` for samples of `shapes`, with a batch of `batch` or, if that is `nil`, without one.
  init(
    _ call: BuiltinCall, shapes: [[Int]], batch: Int? = 3, mode: ModelBuilder.Mode = .training
  ) throws {
    let graph = GraphBuilder(name: call.definition.name)
    let builder = ModelBuilder(graph: graph, batch: batch ?? 2, mode: mode)
    let inputs = shapes.enumerated().map { position, shape in
      let full = batch.map { [$0] + shape } ?? shape
      return Tensor(
        value: graph.input("x\(position)", TensorType(full)), shape: shape, isBatched: batch != nil)
    }
    result = try call.build(builder, inputs)
    graph.output("y", result.value)
    self.graph = graph.graph
  }

  /// Variables with numbers that suit them: variances are positive.
  func variables(_ numbers: inout Numbers) -> [String: ReferenceTensor] {
    var result: [String: ReferenceTensor] = [:]
    for (name, variable) in graph.variables {
      result[name] = numbers.tensor(
        variable.shape, in: name.hasSuffix("running_var") ? 0.5...1.5 : -1...1)
    }
    return result
  }

  /// Inputs with numbers in `range`.
  func inputs(_ numbers: inout Numbers, in range: ClosedRange<Double>) -> [String: ReferenceTensor] {
    var result: [String: ReferenceTensor] = [:]
    for input in graph.inputs {
      result[input.name] = numbers.tensor(graph.type(of: input.value).shape, in: range)
    }
    return result
  }
}

/// An example of a builtin's documentation, as a test's argument.
struct DocumentedCall: CustomTestStringConvertible, Sendable {
  let definition: LayerDefinition
  let example: LayerExample

  var testDescription: String { example.source }
  var call: BuiltinCall { BuiltinCall(definition, example.arguments) }

  /// Every example of every builtin that is there.
  static let all: [DocumentedCall] = Catalog.library.layers.values.flatMap { definition in
    definition.examples.map { DocumentedCall(definition: definition, example: $0) }
  }
}
