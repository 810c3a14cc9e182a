import QganIR
import QganPasses
import Testing

@Suite struct GraphPassTests {
  @Test(arguments: 0..<60)
  func passesKeepValues(seed: Int) throws {
    var random = RandomGraph(seed: UInt64(seed) + 1000)
    let (graph, inputs, variables) = try random.build()
    let expected = try GraphTesting.interpreter.run(graph, inputs: inputs, variables: variables)
    for pass in GraphPasses.all {
      try expectEqual(pass.run(graph), expected, inputs, variables, pass.name)
    }
    for level in 0...2 {
      let optimized = try GraphPasses.optimize(graph, level: level)
      try expectEqual(optimized, expected, inputs, variables, "level \(level)")
      #expect(optimized.operations.count <= graph.operations.count)
      #expect(try Graph(text: optimized.description).description == optimized.description)
    }
  }

  private func expectEqual(
    _ graph: Graph, _ expected: ReferenceInterpreter.Outcome, _ inputs: [String: ReferenceTensor],
    _ variables: [String: ReferenceTensor], _ label: String
  ) throws {
    #expect(graph.verify() == [], "\(label)")
    let actual = try GraphTesting.interpreter.run(graph, inputs: inputs, variables: variables)
    #expect(Array(actual.outputs.keys) == Array(expected.outputs.keys))
    for (name, tensor) in expected.outputs {
      #expect(isClose(actual.outputs[name], tensor), "output \(name) after \(label)")
    }
    for update in graph.updates {
      let (name, tensor) = (update.variable, expected.variables[update.variable])
      #expect(isClose(actual.variables[name], tensor), "variable \(name) after \(label)")
    }
  }

  private func isClose(_ a: ReferenceTensor?, _ b: ReferenceTensor?) -> Bool {
    guard let a, let b, a.shape == b.shape else { return false }
    return zip(a.values, b.values).allSatisfy { abs($0 - $1) <= 1e-12 * (1 + abs($1)) }
  }

  /// What a graph of one input becomes, as the names of its operations.
  private func simplified(
    _ shape: [Int] = [2, 3], level: Int = 2, _ body: (GraphBuilder, ValueID) throws -> ValueID
  ) throws -> [String] {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType(shape))
    builder.output("y", try body(builder, x))
    return try GraphPasses.optimize(builder.graph, level: level, last: .simplification).operations
      .map(\.primitive)
  }

  @Test func superfluousOperationsVanish() throws {
    #expect(try simplified { b, x in try b.add(x, b.constant(0)) } == [])
    #expect(try simplified { b, x in try b.multiply(b.constant(1, shape: [2, 3]), x) } == [])
    #expect(try simplified { b, x in try b.scale(b.scale(x, by: 2), by: 0.5) } == [])
    #expect(try simplified { b, x in try b.unary("neg", b.scale(b.unary("neg", x), by: 3)) } == ["scale"])
    #expect(try simplified { b, x in try b.offset(b.offset(x, by: 1), by: 2) } == ["offset"])
    #expect(try simplified { b, x in try b.reshape(b.reshape(x, to: [6]), to: [2, 3]) } == [])
    #expect(try simplified { b, x in try b.transpose(b.transpose(x, [1, 0]), [1, 0]) } == [])
    #expect(try simplified { b, x in try b.divide(x, b.constant(4)) } == ["scale"])
    #expect(try simplified { b, x in try b.divide(x, b.constant(3)) } == ["constant", "div"])
    #expect(
      try simplified([3]) { b, x in try b.sum(b.broadcast(x, to: [4, 3]), axes: [0]) } == ["scale"])
    #expect(
      try simplified([3]) { b, x in try b.broadcast(b.broadcast(x, to: [4, 3]), to: [2, 4, 3]) }
        == ["broadcast"])
  }

  @Test func whatWouldChangeAValueStays() throws {
    #expect(try simplified { b, x in try b.scale(b.scale(x, by: 1e-200), by: 1e-200) } == ["scale", "scale"])
    #expect(try simplified { b, x in try b.multiply(x, b.constant(0)) } == ["scale"])
    #expect(try simplified { b, x in try b.sum(b.broadcast(x, to: [4, 2, 3]), axes: [0, 1]) }.count == 2)
    let zeros = try simplified { b, x in
      try b.concat([b.multiply(x, b.constant(0)), b.multiply(x, b.constant(-0.0))], axis: 0)
    }
    #expect(zeros == ["scale", "scale", "concat"], "the zeros differ in sign")
  }

  @Test func constantsFold() throws {
    #expect(
      try simplified { b, x in
        let table = try b.unary("exp", b.constant([1, 2, 3], shape: [3]))
        return try b.add(x, b.sum(b.multiply(table, table)))
      } == ["offset"])
    #expect(
      try simplified([1]) { b, x in
        try b.add(x, b.emitOne("gather", [b.constant([1], shape: [1]), b.constant(7, shape: [1])]))
      }.contains("gather"), "an index out of range is an error when it runs")
  }

  @Test func equalOperationsMerge() throws {
    let draw: [String: Attribute] = ["shape": .integers([2, 3]), "stream": .string("s")]
    let other: [String: Attribute] = ["shape": .integers([2, 3]), "stream": .string("t")]
    let merged = try simplified { b, x in
      let same = try b.add(b.emitOne("random_uniform", [], draw), b.emitOne("random_uniform", [], draw))
      return try b.multiply(
        b.add(b.unary("exp", x), b.unary("exp", x)),
        b.multiply(same, b.emitOne("random_uniform", [], other)))
    }
    #expect(merged.filter { $0 == "exp" }.count == 1)
    #expect(merged.filter { $0 == "random_uniform" }.count == 2)
  }

  @Test func statisticsCountOperations() throws {
    let builder = GraphBuilder(name: "g")
    let x = builder.input("x", TensorType([2]))
    _ = try builder.unary("exp", x)
    builder.output("y", try builder.unary("sin", x))
    var statistics: [GraphPasses.Statistics] = []
    let result = try GraphPasses.optimize(builder.graph, level: 0, statistics: &statistics)
    #expect(result.operations.count == 1)
    #expect(statistics.first?.pass == "remove-dead-operations")
    #expect(statistics.first?.operationsBefore == 2 && statistics.first?.operationsAfter == 1)
    #expect(Set(GraphPasses.all.map(\.name)).count == GraphPasses.all.count)
    #expect(GraphPasses.pipeline(level: 2).count == GraphPasses.all.count)
  }
}
