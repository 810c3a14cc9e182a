import OrderedCollections
import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Every kernel against the reference interpreter, over the table of primitive examples.
@Suite struct KernelTests {
  /// Examples of which values can be compared; random draws have tests of their own.
  static let examples = PrimitiveExamples.all.filter { !$0.primitive.hasPrefix("random_") }

  @Test func everyPrimitiveHasAKernel() {
    let missing = Primitives.all.map(\.name).filter { !KernelRegistry.names.contains($0) }
    #expect(missing == [])
  }

  @Test(arguments: examples, [1, 2]) func agreesInDouble(_ example: PrimitiveExample, threads: Int) throws {
    try check(
      try example.graph(), example.operands, Double.self, threads: threads,
      tolerance: example.circuits.isEmpty ? 1e-13 : 1e-8)
  }

  @Test(arguments: examples, [1, 2]) func agreesInSingle(_ example: PrimitiveExample, threads: Int) throws {
    try check(try example.graph(), example.operands, Float.self, threads: threads, tolerance: 2e-6)
  }

  /// What has kernels of its own for each instruction set, on all that this processor has.
  @Test(
    arguments: examples.filter { Primitives.named($0.primitive)?.isLowered == true }, InstructionSet.supported
  )
  func agreesOnEveryInstructionSet(_ example: PrimitiveExample, set: InstructionSet) throws {
    let graph = try example.graph()
    try check(graph, example.operands, Double.self, threads: 1, tolerance: 1e-13, instructionSet: set)
    try check(graph, example.operands, Float.self, threads: 2, tolerance: 2e-6, instructionSet: set)
  }

  /// Larger operands with sizes that no vector length divides, split over threads.
  @Test(arguments: KernelCases.large) func agreesOnLargeOddShapes(_ example: PrimitiveExample) throws {
    try check(try example.graph(), example.operands, Double.self, threads: 2, tolerance: 1e-12, grain: 16)
    try check(try example.graph(), example.operands, Float.self, threads: 3, tolerance: 1e-5, grain: 16)
  }

  @Test func readsBroadcastsWithoutWritingThemOut() throws {
    let builder = GraphBuilder(name: "strides")
    let x = builder.input("x", TensorType([2, 3, 5]))
    let row = builder.input("row", TensorType([5]))
    let column = builder.input("column", TensorType([2, 3, 1]))
    let sum = try builder.add(try builder.multiply(x, column), row)
    builder.output(
      "y", try builder.select(try builder.elementwise("greater", sum, row), column3(builder, column), sum))
    let graph = builder.graph
    #expect(try makePlan(graph).instructions.allSatisfy { $0.primitive != "broadcast" })
    let operands = [[2, 3, 5], [5], [2, 3, 1]].map { PrimitiveExample.Operand($0) }
    try check(graph, operands, Double.self, threads: 1, tolerance: 1e-14)
  }

  private func column3(_ builder: GraphBuilder, _ column: ValueID) throws -> ValueID {
    try builder.broadcast(column, to: [2, 3, 5])
  }
}

/// Runs `graph` on `operands` (one an input) and compares every output with the reference interpreter's.
func check<Scalar: RuntimeScalar>(
  _ graph: Graph, _ operands: [PrimitiveExample.Operand], _: Scalar.Type, threads: Int, tolerance: Double,
  grain: Int = 1 << 15, instructionSet: InstructionSet = .best,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let plan = try makePlan(graph)
  let store = try VariableStore<Scalar>(graph.variables.values, seed: 3)
  let executor = try Executor<Scalar>(
    plan: plan, variables: store, threads: threads, seed: 3, avoidsOneDNN: false, grain: grain,
    instructionSet: instructionSet)
  var inputs: [String: ReferenceTensor] = [:]
  for (input, operand) in zip(graph.inputs, operands) {
    let values = operand.values.map { Scalar($0) }
    try executor.setInput(input.name, to: values)
    inputs[input.name] = ReferenceTensor(shape: operand.shape, values: values.map { Double($0) })
  }
  var variables: [String: ReferenceTensor] = [:]
  for (name, variable) in graph.variables {
    variables[name] = ReferenceTensor(
      shape: variable.shape, values: try store.values(of: name).map { Double($0) })
  }
  let expected = try ReferenceInterpreter(circuits: measure).run(graph, inputs: inputs, variables: variables)
  try executor.run(step: 0)
  for output in graph.outputs {
    let actual = try executor.output(output.name)
    let wanted = try #require(expected.outputs[output.name]).values
    #expect(actual.count == wanted.count, sourceLocation: sourceLocation)
    let scale = wanted.reduce(1) { max($0, abs($1)) }
    let error = zip(actual, wanted).reduce(0.0) { worst, pair in
      // NaN must meet NaN and count as a difference otherwise.
      let (a, b) = (Double(pair.0), pair.1)
      return a == b || a.isNaN && b.isNaN ? worst : max(worst, a.isNaN || b.isNaN ? .infinity : abs(a - b))
    }
    #expect(error <= tolerance * scale, "\(output.name)", sourceLocation: sourceLocation)
  }
}

/// One sample's measurements by the engine in double precision; the reference interpreter makes derivatives of them
/// by finite differences.
private func measure(_ circuit: Circuit, _ operands: [[Double]]) throws -> [Double] {
  let plan = try planCircuit(circuit)
  let executor = try CircuitExecutor<Double>(plan: plan, batch: 1)
  var output = [Double](repeating: 0, count: circuit.outputCount)
  let buffers = operands.map { values in
    let pointer = UnsafeMutablePointer<Double>.allocate(capacity: values.count)
    pointer.initialize(from: values, count: values.count)
    return pointer
  }
  defer { for buffer in buffers { buffer.deallocate() } }
  output.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    executor.forward(operands: buffers.map { UnsafePointer($0) }, output: base)
  }
  return output
}
