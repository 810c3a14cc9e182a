import OrderedCollections
import QganIR

/// Runs graphs in double precision with nested loops over indices: slow and obviously right, the oracle of tests.
///
/// Circuits are those of `ReferenceSimulator` unless a closure says otherwise, their derivatives finite differences of
/// fourth order; random draws come from a closure too.
public struct ReferenceInterpreter {
  /// What a circuit measures for one sample, given the elements of each operand.
  public typealias CircuitFunction = (_ circuit: Circuit, _ operands: [[Double]]) throws -> [Double]
  /// Row-major draws of `random_uniform` or `random_normal`.
  public typealias Draws = (_ primitive: String, _ stream: String, _ count: Int) throws -> [Double]

  /// What a run gives.
  public struct Outcome {
    public var outputs: OrderedDictionary<String, ReferenceTensor> = [:]
    /// Every variable after the updates.
    public var variables: [String: ReferenceTensor] = [:]
    /// Every value that was computed.
    public var values: [ValueID: ReferenceTensor] = [:]
  }

  private let circuitFunction: CircuitFunction
  private let draws: Draws

  /// Without a closure, draws are a fixed sequence that differs from the runtime's.
  public init(
    circuits: @escaping CircuitFunction = ReferenceInterpreter.simulate,
    draws: @escaping Draws = ReferenceInterpreter.fixedDraws
  ) {
    circuitFunction = circuits
    self.draws = draws
  }

  /// Runs a graph; `inputs` and `variables` are by name, and variables that are not given are zeros.
  public func run(
    _ graph: Graph, inputs: [String: ReferenceTensor] = [:], variables: [String: ReferenceTensor] = [:]
  ) throws -> Outcome {
    if let error = graph.verify().first { throw error }
    var outcome = Outcome()
    for (name, variable) in graph.variables {
      outcome.variables[name] = variables[name] ?? ReferenceTensor(variable.shape, full: 0)
    }
    for input in graph.inputs {
      guard let tensor = inputs[input.name], tensor.type == graph.type(of: input.value) else {
        throw IRError("input `\(input.name)` of type \(graph.type(of: input.value)) is not given")
      }
      outcome.values[input.value] = tensor
    }
    for operation in graph.operations {
      let operands = operation.operands.compactMap { outcome.values[$0] }
      let results =
        if operation.primitive == "variable" {
          [operation.string("name").flatMap { outcome.variables[$0] }].compactMap { $0 }
        } else {
          try evaluate(operation, operands, circuits: graph.circuits)
        }
      for (value, tensor) in zip(operation.results, results) { outcome.values[value] = tensor }
    }
    for output in graph.outputs { outcome.outputs[output.name] = outcome.values[output.value] }
    for update in graph.updates { outcome.variables[update.variable] = outcome.values[update.value] }
    return outcome
  }

  /// The results of one operation; only its primitive and attributes are read. Throws where the shape rule does.
  public func evaluate(
    _ operation: Operation, _ operands: [ReferenceTensor],
    circuits: OrderedDictionary<String, Circuit> = [:]
  ) throws -> [ReferenceTensor] {
    guard let primitive = Primitives.named(operation.primitive) else {
      throw IRError("there is no primitive `\(operation.primitive)`")
    }
    let types = try primitive.inferTypes(operands.map(\.type), operation, circuits)
    if primitive.isElementwise { return [try elementwise(operation, operands)] }
    if operation.primitive == "fused" { return try fused(operation, operands) }
    if let circuit = operation.string("circuit").flatMap({ circuits[$0] }) {
      return try evaluate(operation.primitive, of: circuit, operands, types: types)
    }
    return [try evaluate(operation, operands, shape: types[0].shape)]
  }

  /// The result, of `shape`, of an operation that is neither element-wise nor a circuit.
  private func evaluate(
    _ operation: Operation, _ x: [ReferenceTensor], shape: [Int]
  ) throws -> ReferenceTensor {
    switch operation.primitive {
    case "constant":
      let values = operation.floats("values") ?? []
      return values.count == 1
        ? ReferenceTensor(shape, full: values[0]) : ReferenceTensor(shape: shape, values: values)
    case "random_uniform", "random_normal":
      let count = TensorType(shape).count
      let values = try draws(operation.primitive, operation.string("stream") ?? "", count)
      return ReferenceTensor(shape: shape, values: values)
    case "stop_gradient", "reshape": return ReferenceTensor(shape: shape, values: x[0].values)
    case "broadcast":
      let axes = operation.integers("axes") ?? []
      return ReferenceTensor(shape) { index in x[0][axes.map { index[$0] }] }
    case "transpose": return transpose(x[0], operation.integers("permutation") ?? [], shape: shape)
    case "slice": return ReferenceTensor(shape) { x[0][placed($0, operation)] }
    case "pad":
      var result = ReferenceTensor(shape, full: 0)
      for index in IndexSequence(x[0].shape) { result[placed(index, operation)] = x[0][index] }
      return result
    case "concat": return concat(x, axis: operation.integer("axis") ?? 0, shape: shape)
    case "reduce_sum", "reduce_max", "argmax": return reduce(operation, x[0], shape: shape)
    case "gather": return try gather(table: x[0], indices: x[1], shape: shape)
    case "scatter_add": return try scatterAdd(indices: x[0], values: x[1], shape: shape)
    case "one_hot": return try oneHot(x[0], shape: shape)
    case "matmul":
      return matmul(
        x[0], x[1], operation.boolean("transpose_a") ?? false, operation.boolean("transpose_b") ?? false,
        shape: shape)
    case "conv2d", "conv2d_input_gradient", "conv2d_weight_gradient":
      return convolution(operation, x, shape: shape)
    case "conv2d_nhwc", "conv2d_nhwc_input_gradient", "conv2d_nhwc_weight_gradient",
      "enlarged_conv2d_nhwc", "enlarged_conv2d_nhwc_input_gradient",
      "enlarged_conv2d_nhwc_weight_gradient":
      return try channelsLastConvolution(operation, x, shape: shape)
    case "max_pool2d", "max_pool2d_scatter", "max_pool2d_gather":
      return pooling(operation, x, shape: shape)
    case "linear_map": return linearMap(operation, x[0], shape: shape)
    case "sample_outcomes": return sampleOutcomes(x[0], x[1], shape: shape)
    default: throw IRError("the reference interpreter does not know `\(operation.primitive)`")
    }
  }

  /// What the circuit measures for one sample, checked for its length.
  func measure(_ circuit: Circuit, _ operands: [[Double]]) throws -> [Double] {
    let values = try circuitFunction(circuit, operands)
    guard values.count == circuit.outputCount else {
      throw IRError("`\(circuit.name)` gives \(values.count) values, not \(circuit.outputCount)")
    }
    return values
  }

  /// What `circuit` measures for one sample, by plain matrices; circuits of more than 20 qubits are an error.
  public static func simulate(_ circuit: Circuit, _ operands: [[Double]]) throws -> [Double] {
    if let error = circuit.verify().first { throw error }
    guard circuit.qubitCount <= 20 else {
      throw IRError(
        "`\(circuit.name)` has \(circuit.qubitCount) qubits, too many for the reference interpreter")
    }
    return ReferenceSimulator(circuit).outputs(operands)
  }

  /// Well spread numbers in [0, 1), or in [-2, 2) for normal draws, that depend on the stream's name.
  public static func fixedDraws(_ primitive: String, _ stream: String, _ count: Int) -> [Double] {
    let start = stream.utf8.reduce(0.5) { ($0 * 31 + Double($1) * 0.618).truncatingRemainder(dividingBy: 1) }
    return (0..<count).map { index in
      let fraction = (start + Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
      return primitive == "random_uniform" ? fraction : 4 * fraction - 2
    }
  }
}
