import QganIR
import QganPasses
import Testing

@Suite struct PlanTests {
  @Test(arguments: 0..<120)
  func randomGraphsKeepTheirValues(seed: Int) throws {
    var random = RandomGraph(seed: UInt64(seed))
    let (graph, inputs, variables) = try random.build()
    let expected = try GraphTesting.interpreter.run(graph, inputs: inputs, variables: variables)
    let plan = try makePlan(graph)
    var memory = PlanMemory(plan, inputs: inputs, variables: variables)
    try memory.run()
    for (name, tensor) in expected.outputs {
      #expect(memory.output(name) == tensor.values, "output \(name) of\n\(graph.operations)\n\(plan)")
    }
    for (name, tensor) in expected.variables {
      #expect(memory.variables[name] == tensor.values, "variable \(name) of\n\(plan)")
    }
    for port in plan.outputs {
      guard case .arena(let offset) = port.tensor.storage else {
        Issue.record("output \(port.name) is not in the arena")
        continue
      }
      #expect(offset % 16 == 0 && offset + port.tensor.count <= plan.arenaCount)
    }
    #expect(try makePlan(graph) == plan, "plans are the same every time")
  }

  @Test(arguments: PrimitiveExamples.all.map(\.name))
  func everyPrimitiveCanBePlanned(name: String) throws {
    let example = try #require(PrimitiveExamples.all.first { $0.name == name })
    let graph = try example.graph()
    let inputs = GraphTesting.inputs(of: example)
    let expected = try GraphTesting.interpreter.run(graph, inputs: inputs).outputs
    var memory = PlanMemory(try makePlan(graph), inputs: inputs, variables: [:])
    try memory.run()
    for (name, tensor) in expected { #expect(memory.output(name) == tensor.values) }
  }

  @Test func chainsShareOneBuffer() throws {
    let builder = GraphBuilder(name: "chain")
    var x = builder.input("x", TensorType([100]))
    for _ in 0..<10 { x = try builder.offset(builder.unary("tanh", x), by: 1) }
    builder.output("y", x)
    let plan = try makePlan(builder.graph)
    #expect(plan.arenaCount == 112)
    #expect(plan.arenaBytes(elementSize: 8) == 896)
    #expect(plan.instructions.count == 20)
  }

  @Test func broadcastsAreViewsForElementwiseReaders() throws {
    let builder = GraphBuilder(name: "views")
    let x = builder.input("x", TensorType([4, 3]))
    let bias = builder.input("bias", TensorType([3]))
    let sum = try builder.add(x, bias)
    builder.output("y", try builder.add(sum, builder.constant(2)))
    let plan = try makePlan(builder.graph)
    #expect(plan.instructions.map(\.primitive) == ["add", "add"])
    #expect(plan.instructions[0].operands[1].strides == [0, 1])
    #expect(plan.instructions[1].operands[1].strides == [0, 0])
    #expect(plan.constants == [Plan.Constant(shape: [], values: [2])])

    let wide = try builder.broadcast(bias, to: [4, 3])
    builder.output("wide", wide)
    #expect(try makePlan(builder.graph).instructions.map(\.primitive).contains("broadcast"))
  }

  @Test func fusedProgramsOverwriteDyingOperands() throws {
    func plan(_ results: [Int], sums: [Int] = []) throws -> Plan {
      let builder = GraphBuilder(name: "fused")
      let bias = builder.input("bias", TensorType([3]))
      let a = try builder.unary("tanh", builder.input("a", TensorType([4, 3])))
      let b = try builder.unary("sin", builder.input("b", TensorType([4, 3])))
      let wide = try builder.broadcast(bias, to: [4, 3])
      let one = try builder.broadcast(builder.constant(1), to: [4, 3])
      let values = try builder.emit(
        "fused", [a, b, wide, one],
        [
          "code": .string("mul 0 2; add 4 1; sub 5 3; neg 5"), "results": .integers(results),
          "sums": .integers(sums), "axes": .integers([]),
        ])
      for (index, value) in values.enumerated() { builder.output("y\(index)", value) }
      return try makePlan(builder.graph)
    }
    let single = try plan([6])
    #expect(single.instructions.map(\.primitive) == ["tanh", "sin", "fused"])
    #expect(single.instructions[2].operands[2].strides == [0, 1])
    #expect(single.instructions[2].operands[3].strides == [0, 0])
    #expect(single.arenaCount == 32)

    // Two results take over the two operands, a third and sums have memory of their own.
    for plan in [try plan([6, 7, 4]), try plan([6, 7], sums: [4])] {
      let instruction = plan.instructions[2]
      #expect(plan.arenaCount == 48)
      #expect(Set(instruction.results.map(\.storage)).count == 3)
      let taken = Set(instruction.results[..<2].map(\.storage))
      #expect(taken == Set(instruction.operands[..<2].map(\.storage)))
    }
    #expect(try plan([6], sums: [4, 5]).arenaCount == 64)
  }

  @Test func whatIsReadAsAViewStays() throws {
    let builder = GraphBuilder(name: "view")
    let row = try builder.unary("tanh", builder.input("row", TensorType([12])))
    let attributes: [String: Attribute] = [
      "code": .string("add 0 1"), "results": .integers([2]), "sums": .integers([]), "axes": .integers([]),
    ]
    let same = try builder.reshape(row, to: [1, 12])
    let view = try builder.broadcast(row, to: [1, 12], axes: [1])
    builder.output("y", try builder.emitOne("fused", [same, view], attributes))
    let plan = try makePlan(builder.graph)
    #expect(plan.instructions[1].operands[0].storage != plan.instructions[1].results[0].storage)
  }

  @Test func updatesReadOldContents() throws {
    let builder = GraphBuilder(name: "swap")
    let (a, b) = (variable("a"), variable("b"))
    let (x, y) = (try builder.read(a), try builder.read(b))
    try builder.update(a, to: y)
    try builder.update(b, to: x)
    builder.output("a", x)
    let values = [
      "a": ReferenceTensor(shape: [2], values: [1, 2]), "b": ReferenceTensor(shape: [2], values: [3, 4]),
    ]
    var memory = PlanMemory(try makePlan(builder.graph), inputs: [:], variables: values)
    try memory.run()
    #expect(memory.variables == ["a": [3, 4], "b": [1, 2]])
    #expect(memory.output("a") == [1, 2])
  }

  @Test func copiesIntoVariablesComeLast() throws {
    let builder = GraphBuilder(name: "sgd")
    let (w, v) = (variable("w"), variable("v"))
    let gradient = builder.input("g", TensorType([2]))
    let next = try builder.subtract(builder.read(w), builder.scale(gradient, by: 0.1))
    try builder.update(w, to: next)
    try builder.update(v, to: builder.read(v))
    builder.output("size", try builder.sum(next))
    let plan = try makePlan(builder.graph)
    #expect(plan.instructions.map(\.primitive) == ["scale", "sub", "reduce_sum", "copy"])
    #expect(plan.instructions[3].results[0].storage == .variable("w"))
  }

  @Test func brokenGraphsAreErrors() throws {
    let builder = GraphBuilder(name: "broken")
    let x = builder.input("x", TensorType([2]))
    builder.output("y", try builder.unary("exp", x))
    builder.graph.operations.removeAll()
    #expect(throws: IRError.self) { try makePlan(builder.graph) }
  }

  @Test func plansPrintTheirMemory() throws {
    let builder = GraphBuilder(name: "small")
    let x = builder.input("x", TensorType([2]))
    builder.output("y", try builder.add(builder.unary("exp", x), builder.constant(0.5)))
    #expect(
      try makePlan(builder.graph).description == """
        plan @small {
          arena 16 elements (64 bytes in single precision)
          constant #0: f = [0.5]
          input "x": input #0 f[2]
          [0] arena+0 f[2] = exp input #0 f[2]
          [1] arena+0 f[2] = add arena+0 f[2], constant #0 f[2] strides [0]
          output "y": arena+0 f[2]
        }

        """)
  }

  private func variable(_ name: String) -> Variable {
    Variable(name: name, shape: [2], kind: .weight, initializer: .constant(0))
  }
}
