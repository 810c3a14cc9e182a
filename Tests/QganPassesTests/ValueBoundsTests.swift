import QganIR
import QganPasses
import Testing

/// Intervals of values, against values.
struct ValueBoundsTests {
  /// Every primitive's results lie where they are said to, also behind one another and in gradients.
  @Test(arguments: PrimitiveExamples.all.filter { !$0.primitive.hasPrefix("random_") }.map(\.name))
  func primitives(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let graph = try example.graph()
    var inputs: [String: ReferenceTensor] = [:]
    var known: [ValueID: ClosedRange<Double>] = [:]
    for (input, operand) in zip(graph.inputs, example.operands) {
      inputs[input.name] = ReferenceTensor(shape: operand.shape, values: operand.values)
      known[input.value] = (operand.values.min() ?? 0)...(operand.values.max() ?? 0)
    }
    try check(graph, inputs, known)
    // Nothing is known of the inputs.
    try check(graph, inputs, [:])
    // Each input is one number, so that results are known best.
    let hasIndices = ["gather", "scatter_add", "one_hot"].contains(example.primitive)
    for value in hasIndices ? [0.0, 1] : [0.0, 0.5, 1] {
      let constants = Dictionary(
        uniqueKeysWithValues: zip(graph.inputs, example.operands).map { input, operand in
          (input.name, ReferenceTensor(operand.shape, full: value))
        })
      let points = Dictionary(uniqueKeysWithValues: graph.inputs.map { ($0.value, value...value) })
      try check(graph, constants, points)
    }
  }

  /// Random programs with shared values, and their gradients.
  @Test(arguments: [UInt64](1...60)) func randomPrograms(seed: UInt64) throws {
    var random = RandomGraph(seed: seed)
    let (graph, inputs, variables) = try random.build()
    let builder = GraphBuilder(continuing: graph)
    for output in graph.outputs {
      let sources = graph.inputs.map(\.value)
      let gradients = try Differentiation.gradients(in: builder, of: output.value, withRespectTo: sources)
      for (index, gradient) in gradients.enumerated() {
        if let gradient { builder.output("\(output.name) by \(index)", gradient) }
      }
    }
    try check(builder.graph, inputs, [:], variables)
    var network = RandomNetwork(seed: seed)
    let (other, data, weights) = try network.build()
    try check(other, data, [:], weights)
  }

  private func check(
    _ graph: Graph, _ inputs: [String: ReferenceTensor], _ known: [ValueID: ClosedRange<Double>],
    _ variables: [String: ReferenceTensor] = [:]
  ) throws {
    let bounds = ValueBounds(graph, inputs: known)
    let zeros = ZeroElements(graph)
    let outcome = try ReferenceInterpreter().run(graph, inputs: inputs, variables: variables)
    for (value, tensor) in outcome.values {
      let range = bounds[value]
      if let mask = zeros[value] {
        #expect(mask.count == tensor.values.count)
        #expect(zip(mask, tensor.values).allSatisfy { !$0 || $1 == 0 || $1.isNaN })
      }
      for element in tensor.values where element.isFinite {
        let slack = 1e-6 * max(1, abs(element))
        #expect(element >= range.lowerBound - slack && element <= range.upperBound + slack)
      }
    }
  }

  private func gradient(
    shape: [Int] = [3, 4], of input: ClosedRange<Double>? = nil,
    _ write: (GraphBuilder, ValueID) throws -> ValueID
  ) throws -> ClosedRange<Double> {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType(shape))
    let y = try write(builder, x)
    let loss = try builder.sum(builder.multiply(y, builder.unary("exp", y)))
    let gradient = try #require(
      try Differentiation.gradients(in: builder, of: loss, withRespectTo: [x])[0])
    var known: [ValueID: ClosedRange<Double>] = [:]
    if let input { known[x] = input }
    return ValueBounds(builder.graph, inputs: known)[gradient]
  }

  /// What has no slope is known to have none.
  @Test func provenZeros() throws {
    #expect(try gradient { b, x in try b.scale(x, by: 0) } == 0...0)
    #expect(try gradient { b, x in try b.multiply(x, b.constant(0, shape: [3, 4])) } == 0...0)
    #expect(try gradient { b, x in try b.subtract(b.scale(x, by: 2), b.add(x, x)) } == 0...0)
    // A rectifier behind one of the other sign.
    #expect(
      try gradient { b, x in
        let positive = try b.emitOne("leaky_relu", [x], ["slope": .float(0)])
        return try b.emitOne("leaky_relu", [b.unary("neg", positive)], ["slope": .float(0)])
      } == 0...0)
    // Softmax over one element, and what is divided by itself.
    #expect(
      try gradient(shape: [3, 1]) { b, x in
        let e = try b.unary("exp", b.subtract(x, b.unary("stop_gradient", x)))
        let sum = try b.broadcast(b.sum(e, axes: [1]), to: [3, 1], axes: [0])
        return try b.divide(e, sum)
      } == 0...0)
    // The mean of one element taken away.
    #expect(
      try gradient(shape: [3, 1]) { b, x in
        try b.subtract(x, b.broadcast(b.mean(x, axes: [1]), to: [3, 1], axes: [0]))
      } == 0...0)
    // Beyond where it is clamped.
    let clamp: (GraphBuilder, ValueID) throws -> ValueID = { b, x in
      try b.minimum(x, b.constant(1, shape: [3, 4]))
    }
    #expect(try gradient(of: 2...3, clamp) == 0...0)
    #expect(try gradient(of: 0...3, clamp) != 0...0)
  }

  /// Which elements of a gradient are zero, through what moves, joins, sums and multiplies them.
  @Test(arguments: 0..<7) func zeroElements(kind: Int) throws {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([2, 3]))
    let w = builder.input("w", TensorType([3, 4]))
    let product = try builder.matmul(x, w)
    let part: ValueID
    switch kind {
    case 0: part = try builder.slice(product, starts: [0, 1], steps: [1, 2], shape: [2, 2])
    case 1:
      let turned = try builder.transpose(product, [1, 0])
      part = try builder.slice(turned, starts: [1, 0], steps: [2, 1], shape: [2, 2])
    case 2:
      let flat = try builder.reshape(product, to: [2, 2, 2])
      part = try builder.slice(flat, starts: [0, 0, 1], steps: [1, 1, 1], shape: [2, 2, 1])
    case 3:
      let mask = try builder.constant([0, 1, 0, 1, 0, 1, 0, 1], shape: [2, 4])
      part = try builder.multiply(product, mask)
    case 4:
      let sum = try builder.sum(product, axes: [0])
      part = try builder.slice(sum, starts: [1], steps: [2], shape: [2])
    case 5:
      let wide = try builder.broadcast(product, to: [5, 2, 4], axes: [1, 2])
      part = try builder.slice(wide, starts: [0, 0, 1], steps: [1, 1, 2], shape: [5, 2, 2])
    default:
      let both = try builder.concat([product, product], axis: 1)
      part = try builder.slice(both, starts: [0, 1], steps: [1, 2], shape: [2, 4])
    }
    let loss = try builder.sum(builder.unary("exp", part))
    let gradients = try Differentiation.gradients(in: builder, of: loss, withRespectTo: [w, x])
    let weights = try #require(gradients[0])
    // Columns 1 and 3 are read.
    let mask = try #require(ZeroElements(builder.graph)[weights])
    #expect(mask == (0..<12).map { $0 % 2 == 0 })
    #expect(try ZeroElements(builder.graph)[#require(gradients[1])] == nil)
    builder.output("gradient", weights)
    let inputs = [
      "x": ReferenceTensor([2, 3], full: 0.3), "w": ReferenceTensor([3, 4], full: 0.2),
    ]
    try check(builder.graph, inputs, [:])
  }

  /// What has a slope is not said to have none.
  @Test func notProven() throws {
    #expect(try gradient { b, x in try b.scale(x, by: 1e-9) } != 0...0)
    #expect(try gradient { b, x in try b.subtract(b.scale(x, by: 3), b.add(x, x)) } != 0...0)
    #expect(try gradient { b, x in try b.emitOne("leaky_relu", [x], ["slope": .float(0)]) } != 0...0)
    #expect(
      try gradient { b, x in
        try b.divide(x, b.broadcast(b.sum(x, axes: [1]), to: [3, 4], axes: [0]))
      } != 0...0)
    #expect(try gradient { b, x in try b.multiply(x, x) } != 0...0)
  }
}
