import QganIR
import QganPasses
import Testing

/// The passes towards kernels, on small convolutional networks with their gradients.
@Suite struct LoweringTests {
  /// Every pass, run in order, keeps outputs, gradients and updates.
  @Test(arguments: 0..<40) func passesKeepValuesAndGradients(seed: Int) throws {
    var random = RandomNetwork(seed: UInt64(seed))
    let (graph, inputs, variables) = try random.build()
    let expected = try GraphTesting.interpreter.run(graph, inputs: inputs, variables: variables)
    func check(_ graph: Graph, _ label: String) throws {
      #expect(graph.verify() == [], "\(label)")
      let actual = try GraphTesting.interpreter.run(graph, inputs: inputs, variables: variables)
      for (name, tensor) in expected.outputs {
        #expect(distance(actual.outputs[name], tensor) < 1e-9, "\(name) after \(label)")
      }
      for (name, tensor) in expected.variables where graph.variables[name] != nil {
        #expect(distance(actual.variables[name], tensor) < 1e-9, "\(name) after \(label)")
      }
    }
    for pass in GraphPasses.all where pass.stage == .lowering { try check(pass.run(graph), pass.name) }
    var failure: (any Error)?
    let optimized = try GraphPasses.optimize(graph, level: 2) { pass, before, after in
      guard pass.stage == .lowering, before != after else { return }
      do { try check(after, "\(pass.name) in the pipeline") } catch { failure = error }
    }
    if let failure { throw failure }
    try check(optimized, "all passes")
    #expect(try Graph(text: optimized.description).description == optimized.description)
  }

  private func distance(_ a: ReferenceTensor?, _ b: ReferenceTensor) -> Double {
    guard let a, a.shape == b.shape else { return .infinity }
    return zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1) / (1 + abs($1.1))) }
  }

  // MARK: What each makes of its pattern

  private let window: [String: Attribute] = [
    "strides": .integers([1, 1]), "padding": .integers([1, 1, 1, 1]), "dilation": .integers([1, 1]),
    "groups": .integer(1),
  ]

  /// An image [2, 3, 4, 4] through `body`, optimised.
  private func lowered(_ body: (GraphBuilder, ValueID) throws -> ValueID) throws -> Graph {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([2, 3, 4, 4]))
    builder.output("y", try body(builder, x))
    return try GraphPasses.optimize(builder.graph, level: 2)
  }

  private func names(_ graph: Graph) -> [String] { graph.operations.map(\.primitive) }

  private func kernels(_ builder: GraphBuilder, _ shape: [Int], _ name: String = "w") throws -> ValueID {
    try builder.read(Variable(name: name, shape: shape, kind: .weight, initializer: .constant(0)))
  }

  private func enlarged(_ b: GraphBuilder, _ x: ValueID) throws -> ValueID {
    let repeated = try b.broadcast(x, to: [2, 3, 4, 2, 4, 2], axes: [0, 1, 2, 4])
    return try b.reshape(repeated, to: [2, 3, 8, 8])
  }

  @Test func convolutionsOfEnlargedImagesWorkOnTheSmallOnes() throws {
    let graph = try lowered { b, x in
      try b.emitOne("conv2d", [enlarged(b, x), kernels(b, [5, 3, 3, 3])], window)
    }
    #expect(names(graph) == ["variable", "transpose", "enlarged_conv2d_nhwc", "transpose"])
    #expect(graph.operations[2].integers("factor") == [2, 2])
  }

  @Test func stridedConvolutionsOfEnlargedImagesStay() throws {
    var strided = window
    strided["strides"] = .integers([2, 2])
    let graph = try lowered { b, x in
      try b.emitOne("conv2d", [enlarged(b, x), kernels(b, [5, 3, 3, 3])], strided)
    }
    #expect(names(graph).contains("conv2d_nhwc"))
  }

  @Test func layoutsChangeAtTheEdgesOnly() throws {
    let graph = try lowered { b, x in
      let first = try b.emitOne("conv2d", [x, kernels(b, [4, 3, 3, 3], "a")], window)
      let active = try b.emitOne("leaky_relu", [first], ["slope": .float(0.1)])
      let second = try b.emitOne("conv2d", [active, kernels(b, [4, 4, 3, 3], "b")], window)
      return try b.unary("tanh", b.add(first, second))
    }
    #expect(names(graph).filter { $0 == "transpose" }.count == 2)
    #expect(names(graph).first { $0 != "variable" } == "transpose")
    #expect(names(graph).last == "transpose")
  }

  @Test func enlargementsAreInTheLayoutOfWhatIsRoundThem() throws {
    let graph = try lowered { b, x in
      let first = try b.emitOne("conv2d", [x, kernels(b, [3, 3, 3, 3], "a")], window)
      let large = try b.unary("tanh", enlarged(b, first))
      return try b.emitOne("conv2d", [large, kernels(b, [4, 3, 3, 3], "b")], window)
    }
    #expect(names(graph).filter { $0 == "transpose" }.count == 2)
  }

  @Test func groupedConvolutionsKeepTheirLayout() throws {
    var grouped = window
    grouped["groups"] = .integer(2)
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([1, 4, 3, 3]))
    let w = try kernels(builder, [4, 2, 3, 3])
    builder.output("y", try builder.emitOne("conv2d", [x, w], grouped))
    #expect(names(try GraphPasses.optimize(builder.graph, level: 2)) == ["variable", "conv2d"])
  }

  @Test func denseLayersReorderTheirWeights() throws {
    let graph = try lowered { b, x in
      let y = try b.emitOne("conv2d", [x, kernels(b, [4, 3, 3, 3])], window)
      return try b.matmul(b.reshape(y, to: [2, 64]), kernels(b, [7, 64], "dense"), transposeB: true)
    }
    let transposed = graph.operations.filter { $0.primitive == "transpose" }.map {
      graph.type(of: $0.operands[0]).shape
    }
    #expect(transposed.contains([7, 4, 4, 4]))
    #expect(!transposed.contains([2, 4, 4, 4]))
  }

  @Test func batchNormsGradientTakesOnePassForItsSums() throws {
    let (builder, shape) = (GraphBuilder(name: "g"), [8, 16, 4, 4])
    let x = builder.input("x", TensorType(shape))
    let mean = try builder.mean(x, axes: [0, 2, 3])
    let centered = try builder.subtract(x, builder.broadcast(mean, to: shape, axes: [1]))
    let variance = try builder.mean(builder.multiply(centered, centered), axes: [0, 2, 3])
    let factor = try builder.power(builder.offset(variance, by: 1e-5), -0.5)
    let y = try builder.multiply(centered, builder.broadcast(factor, to: shape, axes: [1]))
    let loss = try builder.sum(builder.unary("tanh", y))
    let gradient = try Differentiation.gradients(in: builder, of: loss, withRespectTo: [x])[0]
    builder.output("dx", try #require(gradient))
    let graph = try GraphPasses.optimize(builder.graph, level: 2)
    // Forward: the mean, the variance. Backward: all sums together. Then dx.
    let passes = graph.operations.filter { graph.type(of: $0.operands.first ?? $0.results[0]).count >= 2048 }
      .filter { $0.primitive != "broadcast" }
    #expect(passes.count <= 4, "\(graph)")
  }

  /// Batch norm in evaluation, behind a convolution and behind a transposed one.
  @Test(arguments: ["conv2d", "conv2d_input_gradient"]) func evaluatedBatchNormsBecomeKernels(
    primitive: String
  ) throws {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([2, 3, 4, 4]))
    var attributes = window
    if primitive != "conv2d" { attributes["shape"] = .integers([2, 3, 4, 4]) }
    let y = try builder.emitOne(primitive, [x, kernels(builder, [3, 3, 3, 3])], attributes)
    let shape = builder.type(of: y).shape
    let centered = try builder.subtract(
      y, builder.broadcast(kernels(builder, [3], "mean"), to: shape, axes: [1]))
    let factor = try builder.power(builder.offset(kernels(builder, [3], "variance"), by: 0.1), -0.5)
    builder.output(
      "y", try builder.multiply(centered, builder.broadcast(factor, to: shape, axes: [1])))
    let folded = try #require(GraphPasses.all.first { $0.name == "fold-channel-factors" }).run(builder.graph)
    let result = try #require(folded.operations.last)
    #expect(result.primitive == "sub")
    let maker = try #require(folded.operations.first { $0.results.contains(result.operands[0]) })
    #expect(maker.primitive == primitive)
    let inputs = ["x": ReferenceTensor(shape: [2, 3, 4, 4], values: ramp(96))]
    let variables = [
      "w": ReferenceTensor(shape: [3, 3, 3, 3], values: ramp(81)),
      "mean": ReferenceTensor(shape: [3], values: [0.1, -0.2, 0.4]),
      "variance": ReferenceTensor(shape: [3], values: [1, 0.5, 2]),
    ]
    let before = try GraphTesting.interpreter.run(builder.graph, inputs: inputs, variables: variables)
    let after = try GraphTesting.interpreter.run(folded, inputs: inputs, variables: variables)
    #expect(distance(after.outputs["y"], try #require(before.outputs["y"])) < 1e-12)
  }

  private func ramp(_ count: Int) -> [Double] { (0..<count).map { Double(($0 * 37) % 101) / 50 - 1 } }

  @Test func factorsThatDependOnDataStay() throws {
    let graph = try lowered { b, x in
      let y = try b.emitOne("conv2d", [x, kernels(b, [3, 3, 3, 3])], window)
      let mean = try b.mean(x, axes: [0, 2, 3])
      return try b.multiply(y, b.broadcast(mean, to: [2, 3, 4, 4], axes: [1]))
    }
    #expect(names(graph).contains("mul"))
  }

  @Test func fusionStopsBeforeACircle() throws {
    // exp(x) feeds a sum, and the sum comes back: what divides by it cannot be in the sum's own pass.
    let builder = GraphBuilder(name: "softmax")
    let x = builder.input("x", TensorType([4, 100]))
    let e = try builder.unary("exp", x)
    let sum = try builder.sum(e, axes: [1])
    builder.output("y", try builder.divide(e, builder.broadcast(sum, to: [4, 100], axes: [0])))
    let graph = try GraphPasses.optimize(builder.graph, level: 2)
    #expect(names(graph) == ["fused", "broadcast", "div"])
    #expect(graph.operations[0].integers("axes") == [1])
  }

  @Test func fusedProgramsStaySmall() throws {
    let builder = GraphBuilder(name: "long")
    var x = builder.input("x", TensorType([10]))
    for _ in 0..<200 { x = try builder.unary("tanh", builder.unary("exp", x)) }
    builder.output("y", x)
    let graph = try GraphPasses.optimize(builder.graph, level: 2)
    #expect(graph.operations.count >= 8)
    for operation in graph.operations {
      let program = try FusedProgram(operation, operandCount: operation.operands.count)
      #expect(program.instructions.count <= 48)
    }
  }
}
