import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Gradients of every loss against finite differences, through a small critic.
@Suite struct LossGradientTests {
  static let batch = 3
  static let size = 4

  /// A critic `dense(3) |> tanh |> dense(1)` whose weights are named as PyTorch's `Sequential` names them.
  static func critic(_ builder: ModelBuilder, _ x: Tensor) throws -> Tensor {
    func dense(_ path: String, _ units: Int, _ x: Tensor) throws -> Tensor {
      try builder.within(path) {
        try BuiltinCall(Layers.dense, Arguments(values: ["units": .integer(units)])).build(builder, [x])
      }
    }
    return try dense("2", 1, builder.map("tanh", dense("0", 3, x)))
  }

  /// The graph of a loss on inputs `real` and `fake`, and its value.
  static func write(
    _ loss: LossDefinition, _ arguments: Arguments, forGenerator: Bool
  ) throws -> (builder: GraphBuilder, loss: ValueID) {
    guard case .adversarial(let discriminator, let generator) = loss.kind else {
      throw IRError("`\(loss.name)` is not adversarial")
    }
    let graph = GraphBuilder(name: loss.name)
    let builder = ModelBuilder(graph: graph, batch: batch, mode: .training)
    func data(_ name: String) -> Tensor {
      builder.tensor(graph.input(name, TensorType([batch, size])), isBatched: true)
    }
    let (real, fake) = (data("real"), data("fake"))
    let context = LossDefinition.Adversarial(
      builder: builder, real: forGenerator ? nil : try critic(builder, real),
      fake: try critic(builder, fake), realData: forGenerator ? nil : real,
      fakeData: forGenerator ? nil : fake, discriminator: { try critic(builder, $0) },
      gradient: { output, input in
        let gradients = try Differentiation.gradients(
          in: graph, of: output.value, withRespectTo: [input.value])
        guard let gradient = gradients[0] else { throw IRError("the critic does not depend on its data") }
        return builder.tensor(gradient, isBatched: true)
      })
    let value = try (forGenerator ? generator : discriminator)(context, arguments)
    return (graph, value.value)
  }

  static let weights = ["0.weight", "0.bias", "2.weight", "2.bias"]

  @Test(
    arguments: Library.losses.filter { $0.availability == .available }.map(\.name), [1, 2, 3] as [UInt64])
  func gradientsAreThoseOfFiniteDifferences(_ name: String, seed: UInt64) throws {
    let loss = try #require(Catalog.library.losses[name])
    let arguments = Arguments(values: [:]).fillingDefaults(of: loss.parameters)
    var numbers = Numbers(seed: seed)
    switch loss.kind {
    case .adversarial:
      for forGenerator in [false, true] {
        let (builder, value) = try Self.write(loss, arguments, forGenerator: forGenerator)
        // The generator's step goes through the data, the critic's through its weights.
        let names = forGenerator ? ["fake"] : Self.weights
        let differences = try FiniteDifferences(builder, loss: value, by: names)
        var variables: [String: ReferenceTensor] = [:]
        for (name, variable) in differences.graph.variables {
          variables[name] = numbers.tensor(variable.shape)
        }
        let inputs = [
          "real": numbers.tensor([Self.batch, Self.size], in: -2...2),
          "fake": numbers.tensor([Self.batch, Self.size], in: -2...2),
        ]
        let worst = try differences.worstDisagreement(inputs: inputs, variables: variables, seed: seed)
        #expect(worst.distance < 1e-7, "\(forGenerator ? "generator" : "critic"), by \(worst.name)")
      }
    case .supervised(let write):
      let graph = GraphBuilder(name: name)
      let builder = ModelBuilder(graph: graph, batch: Self.batch, mode: .training)
      func data(_ name: String) -> Tensor {
        builder.tensor(graph.input(name, TensorType([Self.batch, Self.size])), isBatched: true)
      }
      let value = try builder.meanOfAll(write(builder, data("output"), data("target"), arguments))
      let differences = try FiniteDifferences(graph, loss: value.value, by: ["output"])
      let inputs = [
        "output": numbers.tensor([Self.batch, Self.size], in: -2...2),
        "target": numbers.tensor([Self.batch, Self.size], in: 0...1),
      ]
      let worst = try differences.worstDisagreement(inputs: inputs, variables: [:], seed: seed)
      #expect(worst.distance < 1e-7)
    case .distribution: Issue.record("\(name) has no test of its gradient")
    }
  }

  /// The gradient penalty and its gradients, which are second derivatives of the critic, are PyTorch's.
  @Test func gradientPenaltyAgreesWithPyTorch() throws {
    let expected = try Reference.load().penalty
    let loss = try #require(Catalog.library.losses["wgan_gp"])
    let arguments = Arguments(values: ["lambda": .real(expected.lambda)])
    let (builder, value) = try Self.write(loss, arguments, forGenerator: false)
    let differences = try FiniteDifferences(builder, loss: value, by: Self.weights)
    let outcome = try Machine.interpret(
      differences.graph,
      inputs: ["real": expected.realData.tensor, "fake": expected.fakeData.tensor],
      variables: expected.weights.mapValues(\.tensor), draws: expected.draws.values)
    #expect(try distance(outcome.values("loss"), [expected.loss]) < 1e-10)
    for (name, gradient) in expected.gradients {
      let derived = outcome.outputs["gradient of \(name)"]?.values ?? gradient.values.map { _ in 0 }
      #expect(distance(derived, gradient.values) < 1e-10, "\(name)")
    }
  }

  /// Where the critic's slope is 0, the penalty is 1 and its gradient finite.
  @Test func gradientPenaltySurvivesAFlatCritic() throws {
    let loss = try #require(Catalog.library.losses["wgan_gp"])
    let (builder, value) = try Self.write(
      loss, Arguments(values: ["lambda": .integer(10)]), forGenerator: false)
    let differences = try FiniteDifferences(builder, loss: value, by: Self.weights)
    let data = ReferenceTensor([Self.batch, Self.size], full: 1)
    let outcome = try Machine.run(differences.graph, inputs: ["real": data, "fake": data])
    #expect(try distance(outcome.values("loss"), [10]) < 1e-4)
    for (name, tensor) in outcome.outputs {
      let isFinite = tensor.values.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(name)")
    }
  }
}
