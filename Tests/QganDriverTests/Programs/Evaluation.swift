import QganDriver
import QganIR
import QganPasses
import Testing

/// A circuit or model of a program, evaluated in double precision.
struct Evaluation {
  var result: Simulation.Result
  var outputs: [Double] { result.outputs.elements }

  /// Calls `call` of the program `text` on `inputs`, batch first, with `params` by path.
  init(
    _ text: String, _ call: String, inputs: [String: NestedArray] = [:],
    params: [String: NestedArray] = [:], cotangent: [Double]? = nil, gradients: Bool = false
  ) throws {
    let compilation = try compilation(text)
    let findings = compilation.check().map { "\($0.code) \($0.message)" }
    try #require(findings.isEmpty, "\(findings)")
    let names = try #require(compilation.inputNames(call))
    let values = Simulation.Values(
      inputs: inputs, params: params,
      cotangent: cotangent.map { NestedArray(shape: [$0.count], elements: $0) })
    let shapes = try Simulation.inputShapes(values, names)
    let function = try #require(compilation.function(call, inputShapes: shapes)).function
    result = try Simulation(function, inputNames: names, values: values, gradients: gradients).run(.double)
  }

  func parameterGradient(_ name: String) -> [Double] {
    result.parameterGradients.first { $0.name == name }?.value.elements ?? []
  }

  func inputGradient(_ name: String) -> [Double] {
    result.inputGradients.first { $0.name == name }?.value.elements ?? []
  }
}

/// `values` as one sample of a vector.
func sample(_ values: [Double]) -> NestedArray { NestedArray(shape: [1, values.count], elements: values) }

/// `values` as a weight.
func weight(_ values: [Double], shape: [Int]? = nil) -> NestedArray {
  NestedArray(shape: shape ?? [values.count], elements: values)
}

/// Whether both have as many numbers, none further apart than `tolerance`.
func agree(_ a: [Double], _ b: [Double], tolerance: Double = 1e-12) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}

/// The graph of `call`, a layer of the program `text`, at the path `model`, for a batch of two.
func modelGraph(
  _ text: String, _ call: String, inputShapes: [[Int]], mode: ModelBuilder.Mode = .training
) throws -> Graph {
  let compilation = try compilation(text)
  let findings = compilation.check().map { "\($0.code) \($0.message)" }
  try #require(findings.isEmpty, "\(findings)")
  let function = try #require(compilation.function(call, inputShapes: inputShapes)).function
  let builder = ModelBuilder(graph: GraphBuilder(name: "test"), batch: 2, mode: mode, path: ["model"])
  let inputs = inputShapes.map { shape in
    builder.tensor(builder.graph.input("x", TensorType([2] + shape)), isBatched: true)
  }
  builder.graph.output("y", try function.build(builder, inputs).value)
  return builder.graph.graph
}

/// The paths of the weights of `call`, in the order in which they are declared.
func weights(_ text: String, _ call: String, inputShapes: [[Int]]) throws -> [String] {
  try modelGraph(text, call, inputShapes: inputShapes).variables.values
    .filter { $0.kind == .weight }.map(\.name)
}
