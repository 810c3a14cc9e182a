import Foundation
import QganIR
import QganPasses
import QganRuntime
import QganTraining

/// Evaluates a circuit or model on given values, and its gradients.
public struct Simulation {
  public enum Precision: String, CaseIterable, Sendable { case single, double }

  /// Outputs and gradients in the order of the function's inputs and weights.
  public struct Result {
    public var outputs: NestedArray
    public var inputGradients: [(name: String, value: NestedArray)]
    public var parameterGradients: [(name: String, value: NestedArray)]
    public var precision: Precision
    /// Whether gradients were asked for.
    public var hasGradients: Bool

    /// One JSON object: `outputs`, and `gradients` with `inputs` and `params`.
    public func json() -> String {
      func number(_ array: NestedArray) -> String {
        precision == .single ? array.json(as: Float.self) : array.json(as: Double.self)
      }
      func object(_ entries: [(name: String, value: NestedArray)]) -> String {
        "{" + entries.map { "\"\($0.name)\": \(number($0.value))" }.joined(separator: ", ") + "}"
      }
      var text = "{\"outputs\": \(number(outputs))"
      if hasGradients {
        text += ", \"gradients\": {\"inputs\": \(object(inputGradients)), "
        text += "\"params\": \(object(parameterGradients))}"
      }
      return text + "}"
    }
  }

  let function: LayerFunction
  let inputNames: [String]
  let values: Values
  let batch: Int
  let gradients: Bool
  let lowering: Lowering
  let threads: Int
  let weights: WeightSource

  /// Weights that `load` reads from files need not be among the `values`; `weights` reads them. Throws `DriverError` where the values do not fit the function.
  public init(
    _ function: LayerFunction, inputNames: [String], values: Values, gradients: Bool,
    lowering: Lowering = Lowering(),
    threads: Int = 1, weights: WeightSource = WeightSource()
  ) throws {
    self.weights = weights
    self.function = function
    self.inputNames = inputNames
    self.values = values
    self.gradients = gradients
    self.lowering = lowering
    self.threads = threads
    batch = try Simulation.batch(values, inputNames)
    for (name, shape) in zip(inputNames, function.inputShapes) {
      guard let given = values.inputs?[name], Array(given.shape.dropFirst()) == shape else {
        throw DriverError(
          .data,
          "input `\(name)` must have the shape \([batch] + shape), not \(values.inputs?[name]?.shape ?? [])")
      }
    }
    if let extra = values.inputs?.keys.sorted().first(where: { !inputNames.contains($0) }) {
      throw DriverError(
        .data, "there is no input `\(extra)`",
        hint: "there are " + inputNames.map { "`\($0)`" }.joined(separator: ", "))
    }
  }

  /// The sample shapes of the inputs that `values` give, in the order of `names`; throws `DriverError` if one is missing.
  public static func inputShapes(_ values: Values, _ names: [String]) throws -> [[Int]] {
    try names.map { name in
      guard let given = values.inputs?[name] else {
        throw DriverError(.data, "there are no values for input `\(name)`")
      }
      guard !given.shape.isEmpty else {
        throw DriverError(.data, "input `\(name)` must be a list with one entry a sample")
      }
      return Array(given.shape.dropFirst())
    }
  }

  private static func batch(_ values: Values, _ names: [String]) throws -> Int {
    guard let first = names.first else { return 1 }
    _ = try inputShapes(values, names)
    let batch = values.inputs?[first]?.shape.first ?? 0
    guard batch > 0 else { throw DriverError(.data, "input `\(first)` has no samples") }
    return batch
  }

  /// The program that `run` runs.
  public func graph() throws -> Graph {
    try Simulation.graph(of: function, inputNames: inputNames, batch: batch, gradients: gradients)
  }

  /// The program that evaluates a function on a batch, in outputs `outputs` and, with gradients, `inputs.NAME` and
  /// `params.NAME` for the cotangent that is then its last input.
  public static func graph(
    of function: LayerFunction, inputNames: [String], batch: Int, gradients: Bool
  ) throws -> Graph {
    let builder = ModelBuilder(graph: GraphBuilder(name: "simulate"), batch: batch, mode: .evaluation)
    let inputs = zip(inputNames, function.inputShapes).map { name, shape in
      builder.tensor(builder.graph.input(name, TensorType([batch] + shape)), isBatched: true)
    }
    let output = try builder.batched(function.build(builder, inputs))
    builder.graph.output("outputs", output.value)
    guard gradients else { return builder.graph.graph }
    let cotangent = builder.graph.input("cotangent", builder.graph.type(of: output.value))
    let weights = try builder.graph.graph.variables.values.map { try builder.graph.read($0) }
    let sought = inputs.map(\.value) + weights
    let found = try Differentiation.gradients(
      in: builder.graph, of: output.value, seed: cotangent, withRespectTo: sought)
    let names = inputNames.map { "inputs.\($0)" } + builder.graph.graph.variables.keys.map { "params.\($0)" }
    for (name, (value, gradient)) in zip(names, zip(sought, found)) {
      builder.graph.output(
        name, try gradient ?? builder.graph.constant(0, shape: builder.graph.type(of: value).shape))
    }
    return builder.graph.graph
  }

  /// Evaluates the function; throws `DriverError` and `RuntimeError`.
  public func run(_ precision: Precision) throws -> Result {
    switch precision {
    case .single: try run(as: Float.self, precision)
    case .double: try run(as: Double.self, precision)
    }
  }

  private func run<Scalar: RuntimeScalar>(as scalar: Scalar.Type, _ precision: Precision) throws -> Result {
    let graph = try graph()
    let plan = try lowering.plan(graph)
    let store = VariableStore<Scalar>(seed: 0)
    try store.add(
      graph.variables.values.map { variable in
        // Every weight is given below.
        var given = variable
        if variable.kind == .weight || variable.initializer.isLoaded { given.initializer = .constant(0) }
        return given
      })
    for (name, variable) in graph.variables {
      if values.params?[name] == nil, variable.initializer.isLoaded {
        try store.set(name, to: weights.values(for: variable).map { Scalar($0) })
        continue
      }
      guard variable.kind == .weight else { continue }
      guard let given = values.params?[name] else {
        throw DriverError(.data, "there are no values for param `\(name)` of shape \(variable.shape)")
      }
      guard given.elements.count == variable.type.count,
        given.shape == variable.shape || variable.shape.isEmpty
      else {
        throw DriverError(.data, "param `\(name)` must have the shape \(variable.shape), not \(given.shape)")
      }
      try store.set(name, to: Simulation.converted(given, "params.\(name)", to: Scalar.self))
    }
    try weights.checkLeftovers()
    if let extra = values.params?.keys.sorted().first(where: { graph.variables[$0] == nil }) {
      throw DriverError(
        .data, "there is no param `\(extra)`",
        hint: "there are " + graph.variables.keys.map { "`\($0)`" }.joined(separator: ", "))
    }
    let executor = try Executor<Scalar>(
      plan: plan, variables: store, threads: threads)
    for name in inputNames {
      let given = values.inputs?[name] ?? NestedArray(shape: [], elements: [])
      try executor.setInput(name, to: Simulation.converted(given, "inputs.\(name)", to: Scalar.self))
    }
    let outputShape = [batch] + function.outputShape
    if gradients {
      let cotangent = values.cotangent ?? NestedArray(shape: outputShape, elements: ones(outputShape))
      guard cotangent.elements.count == outputShape.reduce(1, *) else {
        throw DriverError(.data, "`cotangent` must have the shape \(outputShape), not \(cotangent.shape)")
      }
      try executor.setInput(
        "cotangent", to: Simulation.converted(cotangent, "cotangent", to: Scalar.self))
    }
    try executor.run(step: 0)
    func output(_ name: String, _ shape: [Int]) throws -> NestedArray {
      NestedArray(shape: shape, elements: try executor.output(name).map { Double($0) })
    }
    var result = Result(
      outputs: try output("outputs", outputShape), inputGradients: [], parameterGradients: [],
      precision: precision,
      hasGradients: gradients)
    guard gradients else { return result }
    for (name, shape) in zip(inputNames, function.inputShapes) {
      result.inputGradients.append((name, try output("inputs.\(name)", [batch] + shape)))
    }
    for (name, variable) in graph.variables {
      result.parameterGradients.append((name, try output("params.\(name)", variable.shape)))
    }
    return result
  }

  private func ones(_ shape: [Int]) -> [Double] { [Double](repeating: 1, count: shape.reduce(1, *)) }
}

extension Initializer {
  /// Whether the values come from a weight file or another train block.
  fileprivate var isLoaded: Bool {
    switch self {
    case .file, .block: true
    default: false
    }
  }
}
