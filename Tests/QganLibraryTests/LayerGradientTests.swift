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

  /// Second derivatives: the square of the gradient by the data is differentiated again, as in a gradient penalty.
  @Test(arguments: DocumentedCall.all.filter(\.example.isDifferentiable))
  func gradientsOfGradientsAreThoseOfFiniteDifferences(_ documented: DocumentedCall) throws {
    // In evaluation spectral norm's power iteration, through which no gradient flows, does not run.
    let mode: ModelBuilder.Mode = documented.definition.name == "spectral_norm" ? .evaluation : .training
    let written = try LayerCase(documented.call, shapes: documented.example.inputShapes, mode: mode)
    var numbers = Numbers(seed: 21)
    let inputs = written.inputs(&numbers, in: documented.example.range)
    let variables = written.variables(&numbers)

    let builder = GraphBuilder(continuing: written.graph)
    let y = written.result.value
    let weights = numbers.tensor(builder.type(of: y).shape)
    let slopes = try Differentiation.gradients(
      in: builder, of: y, seed: builder.constant(weights.values, shape: weights.shape),
      withRespectTo: written.graph.inputs.map(\.value)
    ).compactMap { $0 }
    let squares = try slopes.map { try builder.sum(builder.multiply($0, $0)) }
    guard let first = squares.first else { return }
    let loss = try squares.dropFirst().reduce(first, builder.add)
    let names =
      inputs.keys.sorted() + written.graph.variables.values.filter { $0.kind == .weight }.map(\.name)
    let differences = try FiniteDifferences(builder, loss: loss, by: names)
    let worst = try differences.worstDisagreement(inputs: inputs, variables: variables, seed: 22)
    #expect(worst.distance < 1e-6, "by \(worst.name)")
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
