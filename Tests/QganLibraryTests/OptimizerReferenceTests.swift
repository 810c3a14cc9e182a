import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Optimizers and schedules against PyTorch's numbers.
@Suite struct OptimizerReferenceTests {
  let reference: Reference
  init() throws { reference = try Reference.load() }

  @Test func everyOptimizerIsCompared() {
    #expect(Set(reference.optimizers.map(\.optimizer)) == Set(Library.optimizers.map(\.name)))
  }

  @Test func fiveStepsAgreeWithPyTorch() throws {
    for expected in reference.optimizers {
      let definition = try #require(Catalog.library.optimizers[expected.optimizer])
      let arguments = expected.arguments.arguments(for: definition.parameters)
      let graph = try Self.step(definition, arguments, shape: expected.start.shape)
      var variables = ["w": expected.start.tensor]
      for (index, gradient) in expected.gradients.enumerated() {
        let scalars = definition.scalars(arguments, index + 1, arguments.real("lr"))
        var inputs = ["gradient": gradient.tensor]
        for (name, value) in scalars { inputs[name] = ReferenceTensor([], full: value) }
        variables = try Machine.run(graph, inputs: inputs, variables: variables).variables
        let weight = try #require(variables["w"]).values
        #expect(
          distance(weight, expected.weights[index].values) < 1e-11,
          "\(expected.optimizer) \(expected.arguments.keys.sorted()) at step \(index + 1)")
      }
    }
  }

  /// The graph that updates the weight `w` by `gradient` under the scalars.
  private static func step(
    _ definition: OptimizerDefinition, _ arguments: Arguments, shape: [Int]
  ) throws -> Graph {
    let graph = GraphBuilder(name: definition.name)
    let weight = Variable(name: "w", shape: shape, kind: .weight, initializer: .constant(0))
    func state(_ name: String) -> Variable {
      Variable(name: "w.\(name)", shape: shape, kind: .state, initializer: .constant(0))
    }
    let gradient = graph.input("gradient", TensorType(shape))
    var scalars: [String: ValueID] = [:]
    for name in definition.scalars(arguments, 1, 1).keys.sorted() {
      scalars[name] = graph.input(name, .scalar)
    }
    let update = OptimizerDefinition.Update(
      graph: graph, weight: try graph.read(weight), gradient: gradient, scalars: scalars,
      state: { try graph.read(state($0)) }, setState: { try graph.update(state($0), to: $1) })
    try graph.update(weight, to: definition.update(update, arguments))
    return graph.graph
  }

  @Test func nonsenseIsRefused() throws {
    let wrong: [(String, String, ConstValue)] = [
      ("adam", "betas", .array(shape: [2], elements: [0.9, 1])), ("adamw", "betas", .real(1)),
      ("sgd", "momentum", .real(-0.1)), ("sgd", "nesterov", .boolean(true)),
      ("sgd", "weight_decay", .real(-1)), ("sgd", "lr", .real(-1)), ("adamw", "lr", .real(.nan)),
      ("rmsprop", "alpha", .real(2)), ("adadelta", "eps", .real(-1)),
    ]
    for (name, key, value) in wrong {
      let definition = try #require(Catalog.library.optimizers[name])
      let arguments = Arguments(values: [key: value]).fillingDefaults(of: definition.parameters)
      let error = try #require(throws: IRError.self, "\(name) \(key)") {
        try Self.step(definition, arguments, shape: [2])
      }
      #expect(error.culprit == .argument(key))
    }
  }

  @Test func schedulesAgreeWithPyTorch() throws {
    for expected in reference.schedules {
      let definition = try #require(Catalog.library.schedules[expected.schedule])
      let arguments = expected.arguments.arguments(for: definition.parameters)
      let factors = expected.factors.indices.map { definition.factor(arguments, $0, 12, 3) }
      #expect(distance(factors, expected.factors) < 1e-11, "\(expected.schedule)")
    }
  }

  @Test func schedulesOfOurOwn() throws {
    func factors(_ name: String, _ values: [String: ConstValue], total: Int) throws -> [Double] {
      let definition = try #require(Catalog.library.schedules[name])
      let arguments = Arguments(values: values).fillingDefaults(of: definition.parameters)
      return (0..<total).map { definition.factor(arguments, $0, total, 2) }
    }
    #expect(try factors("warmup", ["steps": .integer(4)], total: 6) == [0.25, 0.5, 0.75, 1, 1, 1])
    #expect(try factors("linear", ["from": .real(0.5)], total: 8) == [1, 1, 1, 1, 1, 0.75, 0.5, 0.25])
    #expect(
      try factors("linear", ["warmup": .integer(4)], total: 8) == [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25])
    #expect(
      try factors("exponential", ["factor": .real(0.5), "warmup": .integer(2)], total: 6)
        == [0.5, 1, 1, 1, 0.5, 0.5])
  }

  /// No argument makes a schedule trap or give something that is not a number at a run's edges.
  @Test func schedulesSurviveEdges() {
    for definition in Library.schedules {
      let arguments = Arguments(
        values: ["every": .integer(0), "factor": .real(0.5), "steps": .integer(0), "from": .real(1)]
      )
      .fillingDefaults(of: definition.parameters)
      for (step, total, epoch) in [(0, 0, 0), (5, 1, 0), (0, 1, 1)] {
        #expect(definition.factor(arguments, step, total, epoch).isFinite, "\(definition.name)")
      }
    }
  }
}
