import Foundation
import QganIR
import QganPasses
import QganRuntime
import Testing

@testable import QganLibrary

/// One use of an augmentation in a graph whose inputs are the images `x` and the draws, by name.
private struct AugmentationCase {
  let graph: Graph
  let result: Tensor
  let draws: [String]

  init(_ name: String, _ arguments: [String: ConstValue], shape: [Int], batch: Int) throws {
    let definition = try #require(Catalog.library.augmentations[name])
    let graph = GraphBuilder(name: name)
    let builder = ModelBuilder(graph: graph, batch: batch, mode: .training)
    let images = builder.tensor(graph.input("x", TensorType([batch] + shape)), isBatched: true)
    var draws: [String] = []
    let augmentation = Augmentation(definition, Arguments(values: arguments))
    result = try definition.build(builder, augmentation.arguments, images) { draw in
      draws.append(draw)
      return builder.tensor(graph.input(draw, TensorType([batch, 1, 1, 1])), isBatched: true)
    }
    graph.output("y", result.value)
    self.graph = graph.graph
    self.draws = draws
  }
}

@Suite struct AugmentationTests {
  private struct Oracle: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
      var augmentation: String
      var arguments: [String: Reference.Argument]
      var images: Reference.Numbers
      var output: Reference.Numbers
      var draws: [String: [Double]]
      var weights: Reference.Numbers
      var gradient: Reference.Numbers
      var testDescription: String { "\(augmentation) of \(images.shape)" }
    }

    var cases: [Case]

    static let all: [Case] = {
      let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      let file = folder.appendingPathComponent("Oracle/augmentations.json")
      let oracle = try? JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
      return oracle?.cases ?? []
    }()
  }

  @Test func theOracleKnowsAllOfThem() {
    #expect(Set(Oracle.all.map(\.augmentation)) == Set(Catalog.library.augmentations.keys))
  }

  /// Values and gradients as PyTorch's, for given draws, in double and, where draws are exact, in single precision.
  @Test(arguments: Oracle.all.indices)
  func agreesWithPyTorch(_ index: Int) throws {
    let oracle = Oracle.all[index]
    let written = try AugmentationCase(
      oracle.augmentation, oracle.arguments.mapValues(\.value), shape: Array(oracle.images.shape.dropFirst()),
      batch: oracle.images.shape[0])
    let builder = GraphBuilder(continuing: written.graph)
    let x = try #require(written.graph.inputs.first).value
    let weights = oracle.weights.tensor
    let loss = try builder.sum(
      builder.multiply(written.result.value, builder.constant(weights.values, shape: weights.shape)))
    let slope = try #require(
      try Differentiation.gradients(in: builder, of: loss, withRespectTo: [x]).first ?? nil)
    builder.output("slope", slope)
    var inputs = ["x": oracle.images.tensor]
    for name in written.draws {
      inputs[name] = ReferenceTensor(
        shape: [oracle.images.shape[0], 1, 1, 1], values: try #require(oracle.draws[name]))
    }
    for outcome in [
      try Machine.run(builder.graph, inputs: inputs), try Machine.interpret(builder.graph, inputs: inputs),
    ] {
      #expect(try distance(outcome.values("y"), oracle.output.values) < 1e-10)
      #expect(try distance(outcome.values("slope"), oracle.gradient.values) < 1e-10)
    }
  }

  fileprivate struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var example: LayerExample
    var testDescription: String { example.source }
    static let all = Library.augmentations.flatMap { definition in
      definition.examples.map { Example(name: definition.name, example: $0) }
    }
  }

  /// First and second derivatives with fixed draws, as a gradient penalty takes them.
  @Test(arguments: Example.all)
  fileprivate func gradientsAreThoseOfFiniteDifferences(_ documented: Example) throws {
    let shape = documented.example.inputShapes[0]
    let written = try AugmentationCase(
      documented.name, documented.example.arguments.values, shape: shape, batch: 4)
    var numbers = Numbers(seed: 31)
    var inputs = ["x": numbers.tensor([4] + shape, in: -1...1)]
    for draw in written.draws { inputs[draw] = numbers.tensor([4, 1, 1, 1], in: 0...0.999) }
    let y = written.result.value
    for isSecond in [false, true] {
      let builder = GraphBuilder(continuing: written.graph)
      let x = try #require(written.graph.inputs.first).value
      // A square, so that the result's second derivative is not zero.
      var loss = try builder.sum(builder.multiply(y, builder.multiply(y, y)))
      if isSecond {
        let slope = try #require(
          try Differentiation.gradients(in: builder, of: loss, withRespectTo: [x]).first ?? nil)
        loss = try builder.sum(builder.multiply(slope, slope))
      }
      let differences = try FiniteDifferences(builder, loss: loss, by: ["x"])
      let worst = try differences.worstDisagreement(inputs: inputs, variables: [:], seed: 32)
      #expect(worst.distance < 1e-6, "second: \(isSecond)")
    }
  }

  /// Streams are named after the place, so that two uses draw differently, and draws do not depend on what else there is.
  @Test func drawsAreNamed() throws {
    let definition = try #require(Catalog.library.augmentations["translation"])
    let builder = ModelBuilder(graph: GraphBuilder(name: "x"), batch: 2, mode: .training)
    let images = builder.tensor(builder.graph.input("x", TensorType([2, 1, 8, 8])), isBatched: true)
    try builder.at(["augment"]) {
      let once = try Augmentation(definition).build(builder, images)
      _ = try Augmentation(definition).build(builder, once)
    }
    let streams = builder.graph.graph.operations.compactMap { $0.string("stream") }
    #expect(
      streams == [
        "augment.translation.rows", "augment.translation.columns", "augment.translation.rows#2",
        "augment.translation.columns#2",
      ])
  }

  /// Every whole number is drawn, about equally often, and never the number of them.
  @Test(arguments: [1, 3, 9, 16, 33]) func wholeNumbers(count: Int) throws {
    let builder = ModelBuilder(graph: GraphBuilder(name: "x"), batch: 4000, mode: .training)
    let draw = try builder.wholeNumber(below: count, from: builder.randomUniform(shape: [], stream: "u"))
    builder.graph.output("y", draw.value)
    let executor = try Executor(
      plan: makePlan(builder.graph.graph), variables: VariableStore<Float>([Variable](), seed: 3))
    try executor.run(step: 1)
    let values = try executor.output("y").map { Int($0) }
    let counts = (0..<count).map { number in values.count { $0 == number } }
    #expect(counts.reduce(0, +) == 4000)
    #expect(
      counts.allSatisfy { abs(Double($0) - 4000 / Double(count)) < 6 * (4000 / Double(count)).squareRoot() })
    // The largest draw in single precision.
    let largest = Float(1 - 0x1p-24)
    #expect(Int(largest * Float(count)) == count - 1)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    func reason(_ name: String, _ arguments: [String: ConstValue], shape: [Int]) throws -> String {
      let definition = try #require(Catalog.library.augmentations[name])
      let builder = ModelBuilder(graph: GraphBuilder(name: "x"), batch: 2, mode: .training)
      let images = builder.tensor(builder.graph.input("x", TensorType([2] + shape)), isBatched: true)
      do {
        _ = try Augmentation(definition, Arguments(values: arguments)).build(builder, images)
        return "accepted"
      } catch { return "\(error)" }
    }
    for name in Catalog.library.augmentations.keys {
      #expect(try reason(name, [:], shape: [4]).contains("[channels, height, width]"))
      #expect(try reason(name, [:], shape: [1, 1, 1]) == "accepted")
    }
    #expect(try reason("flip", ["p": .real(1.5)], shape: [1, 2, 2]).contains("`p`"))
    #expect(try reason("cutout", ["ratio": .real(-1)], shape: [1, 2, 2]).contains("`ratio`"))
    #expect(try reason("translation", ["ratio": .real(2)], shape: [1, 2, 2]).contains("`ratio`"))
    #expect(try reason("color", ["contrast": .real(.nan)], shape: [1, 2, 2]).contains("`contrast`"))
  }
}
