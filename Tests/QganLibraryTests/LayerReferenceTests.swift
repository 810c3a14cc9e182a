import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// Layers against PyTorch's values.
@Suite struct LayerReferenceTests {
  let reference: Reference
  init() throws { reference = try Reference.load() }

  @Test func layersAgreeWithPyTorch() throws {
    for expected in reference.layers {
      let definition = try #require(Catalog.library.layers[expected.layer])
      var call = BuiltinCall(definition, expected.arguments.arguments(for: definition.parameters))
      if let inner = expected.inner {
        let layer = try #require(Catalog.library.layers[inner.layer])
        call.arguments.layers["layer"] = BuiltinCall(
          layer, inner.arguments.arguments(for: layer.parameters))
      }
      let mode = try #require(ModelBuilder.Mode(rawValue: expected.mode))
      let batch = expected.inputs[0].shape[0]
      let shapes = expected.inputs.map { Array($0.shape.dropFirst()) }
      let written = try LayerCase(call, shapes: shapes, batch: batch, mode: mode)
      #expect(Set(written.graph.variables.keys) == Set(expected.variables.keys), "\(expected.name)")
      for (name, variable) in expected.variables {
        #expect(written.graph.variables[name]?.shape == variable.shape, "\(expected.name): \(name)")
      }
      var inputs: [String: ReferenceTensor] = [:]
      for (position, input) in expected.inputs.enumerated() { inputs["x\(position)"] = input.tensor }
      let outcome = try Machine.run(
        written.graph, inputs: inputs, variables: expected.variables.mapValues(\.tensor))
      #expect(outcome.outputs["y"]?.shape == expected.output.shape, "\(expected.name)")
      #expect(try distance(outcome.values("y"), expected.output.values) < 1e-10, "\(expected.name)")
      for (name, after) in expected.after {
        let values = try #require(outcome.variables[name]).values
        #expect(distance(values, after.values) < 1e-10, "\(expected.name): \(name) afterwards")
      }
    }
  }

  @Test func everyLayerWithWeightsIsCompared() throws {
    let compared = Set(reference.layers.map(\.layer))
    for documented in DocumentedCall.all {
      let written = try LayerCase(documented.call, shapes: documented.example.inputShapes)
      let name = documented.definition.name
      #expect(written.graph.variables.isEmpty || compared.contains(name), "\(name)")
    }
  }

  @Test func layersStartAsInPyTorch() throws {
    for expected in reference.layerStarts {
      let definition = try #require(Catalog.library.layers[expected.layer])
      let call = BuiltinCall(definition, expected.arguments.arguments(for: definition.parameters))
      let written = try LayerCase(call, shapes: [expected.shape])
      let weight = try #require(written.graph.variables["weight"])
      #expect(weight.shape == expected.weight)
      let deviation = try #require(Self.deviation(weight.initializer))
      #expect(abs(deviation / expected.deviation - 1) < 0.02, "\(expected.layer)")
      if let bias = written.graph.variables["bias"] { #expect(bias.initializer == weight.initializer) }
    }
  }

  @Test func initializersDrawAsInPyTorch() throws {
    for expected in reference.starts {
      let definition = try #require(Catalog.library.initializers[expected.initializer])
      let start = try definition.initializer(
        expected.arguments.arguments(for: definition.parameters), expected.shape)
      let deviation = try #require(Self.deviation(start))
      #expect(abs(deviation / expected.deviation - 1) < 0.02, "\(expected.initializer)")
      if case .uniform(let low, let high) = start {
        #expect(low == -high)
        #expect(abs(high / expected.largest - 1) < 0.002, "\(expected.initializer)")
      }
    }
  }

  /// The standard deviation of a start.
  private static func deviation(_ start: Initializer) -> Double? {
    switch start {
    case .uniform(let low, let high): (high - low) / 12.0.squareRoot()
    case .normal(_, let deviation): deviation
    default: nil
    }
  }
}
