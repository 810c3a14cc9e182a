import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Gradients of every documented call against finite differences, in both modes.
@Suite struct LayerGradientTests {
  @Test(arguments: DocumentedCall.all, [ModelBuilder.Mode.training, .evaluation])
  func gradientsAreThoseOfFiniteDifferences(
    _ documented: DocumentedCall, _ mode: ModelBuilder.Mode
  ) throws {
    let written = try LayerCase(documented.call, shapes: documented.example.inputShapes, mode: mode)
    var numbers = Numbers(seed: 11)
    let inputs = written.inputs(&numbers, in: documented.example.range)
    let variables = written.variables(&numbers)

    let builder = GraphBuilder(continuing: written.graph)
    let y = written.result.value
    let weights = numbers.tensor(builder.type(of: y).shape)
    let loss = try builder.sum(
      builder.multiply(y, builder.constant(weights.values, shape: weights.shape)))
    var names = written.graph.variables.values.filter { $0.kind == .weight }.map(\.name)
    if mode == .training, documented.definition.name == "spectral_norm" {
      // No gradient flows through the power iteration, which finite differences would see.
      names.removeAll { $0 == "weight" }
    }
    if documented.example.isDifferentiable { names += inputs.keys.sorted() }
    let differences = try FiniteDifferences(builder, loss: loss, by: names)
    let worst = try differences.worstDisagreement(inputs: inputs, variables: variables, seed: 12)
    #expect(worst.distance < 1e-7, "by \(worst.name)")
  }

  /// What an example says about its derivative is what its graph does.
  @Test(arguments: DocumentedCall.all.filter { !$0.example.isDifferentiable })
  func whatHasNoGradientGivesNone(_ documented: DocumentedCall) throws {
    let written = try LayerCase(documented.call, shapes: documented.example.inputShapes)
    let builder = GraphBuilder(continuing: written.graph)
    let gradients = try Differentiation.gradients(
      in: builder, of: written.result.value, withRespectTo: written.graph.inputs.map(\.value))
    #expect(gradients.allSatisfy { $0 == nil })
  }
}
