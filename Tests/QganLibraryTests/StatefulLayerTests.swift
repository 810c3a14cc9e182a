import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Layers that remember or draw.
@Suite struct StatefulLayerTests {
  @Test func dropoutKeepsTheShareThatItSays() throws {
    let call = BuiltinCall(Layers.dropout, Arguments(values: ["p": .real(0.25)]))
    let written = try LayerCase(call, shapes: [[4]], batch: 2)
    let draws = [0, 0.24, 0.26, 0.9, 0.1, 0.5, 0.999, 0.2]
    let x = ReferenceTensor([2, 4], full: 3)
    let outcome = try Machine.interpret(written.graph, inputs: ["x0": x], draws: draws)
    #expect(try distance(outcome.values("y"), [0, 0, 4, 4, 0, 4, 4, 0]) < 1e-12)
  }

  @Test func dropoutOfEverythingGivesZeros() throws {
    let call = BuiltinCall(Layers.dropout, Arguments(values: ["p": .integer(1)]))
    let written = try LayerCase(call, shapes: [[2]], batch: 1)
    let x = ReferenceTensor([1, 2], full: 3)
    let outcome = try Machine.interpret(written.graph, inputs: ["x0": x], draws: [0.5, 0.9999])
    #expect(try outcome.values("y") == [0, 0])
  }

  @Test func everyUseOfADropoutDrawsAnew() throws {
    let graph = GraphBuilder(name: "twice")
    let x = Tensor(value: graph.input("x", TensorType([2, 3])), shape: [3], isBatched: true)
    let call = BuiltinCall(Layers.dropout, Arguments(values: ["p": .real(0.5)]))
    // Two builders on one graph, as for real and generated data.
    for _ in 0..<2 { _ = try call.build(ModelBuilder(graph: graph, batch: 2, mode: .training), [x]) }
    let streams = graph.graph.operations.compactMap { $0.string("stream") }
    #expect(streams == ["dropout", "dropout#2"])
  }

  @Test func batchNormUsedTwiceMovesItsStatisticsTwice() throws {
    let graph = GraphBuilder(name: "twice")
    let builder = ModelBuilder(graph: graph, batch: 2, mode: .training)
    let x = Tensor(value: graph.input("x", TensorType([2, 1])), shape: [1], isBatched: true)
    let call = BuiltinCall(Layers.batchNorm)
    for _ in 0..<2 { _ = try call.build(builder, [x]) }
    #expect(graph.graph.updates.count == 2)
    let one = ReferenceTensor([1], full: 1)
    let outcome = try Machine.run(
      graph.graph, inputs: ["x": ReferenceTensor(shape: [2, 1], values: [1, 3])],
      variables: [
        "weight": one, "bias": one, "running_mean": ReferenceTensor([1], full: 0), "running_var": one,
      ])
    // The mean is 2 and the unbiased variance 2.
    let mean = try #require(outcome.variables["running_mean"]).values
    let variance = try #require(outcome.variables["running_var"]).values
    #expect(distance(mean, [0.9 * 0.2 + 0.2]) < 1e-12)
    #expect(distance(variance, [0.9 * 1.1 + 0.2]) < 1e-12)
  }

  @Test func spectralNormReachesTheLargestSingularValue() throws {
    let dense = BuiltinCall(
      Layers.dense, Arguments(values: ["units": .integer(2), "bias": .boolean(false)]))
    let call = BuiltinCall(
      Layers.spectralNorm,
      Arguments(values: ["power_iterations": .integer(60)], layers: ["layer": dense]))
    let written = try LayerCase(call, shapes: [[2]], batch: 2)
    var variables = ["weight": ReferenceTensor(shape: [2, 2], values: [3, 0, 0, 0.5])]
    variables["weight_u"] = ReferenceTensor(shape: [2], values: [0.6, -1])
    variables["weight_v"] = ReferenceTensor(shape: [2], values: [0, 0])
    let identity = ReferenceTensor(shape: [2, 2], values: [1, 0, 0, 1])
    let outcome = try Machine.run(written.graph, inputs: ["x0": identity], variables: variables)
    #expect(try distance(outcome.values("y"), [1, 0, 0, 0.5 / 3]) < 1e-12)
  }

  @Test func minibatchStddevAppendsTheMeanDeviation() throws {
    let written = try LayerCase(BuiltinCall(Layers.minibatchStddev), shapes: [[2]], batch: 2)
    let x = ReferenceTensor(shape: [2, 2], values: [1, 5, 3, 5])
    let outcome = try Machine.run(written.graph, inputs: ["x0": x])
    // Deviations 1 and 0, with 1e-8 under the roots.
    let mean = ((1 + 1e-8).squareRoot() + 1e-4) / 2
    #expect(try distance(outcome.values("y"), [1, 5, mean, 3, 5, mean]) < 1e-12)
  }
}
