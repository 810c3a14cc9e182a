import QganIR
import QganPasses
import Testing

@testable import QganLibrary

/// What holds for every builtin.
@Suite struct RegistryTests {
  @Test func namesAreUnique() {
    let catalog = Catalog.library
    #expect(catalog.layers.count == Library.layers.count)
    #expect(catalog.losses.count == Library.losses.count)
    #expect(catalog.optimizers.count == Library.optimizers.count)
    #expect(catalog.schedules.count == Library.schedules.count)
    #expect(catalog.initializers.count == Library.initializers.count)
    #expect(catalog.latents.count == Library.latents.count)
    #expect(catalog.augmentations.count == Library.augmentations.count)
  }

  @Test func everythingIsDocumented() {
    var texts: [(name: String, summary: String, parameters: [ParameterSpec])] = []
    for d in Library.layers { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.losses { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.optimizers { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.schedules { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.initializers { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.latents { texts.append((d.name, d.summary, d.parameters)) }
    for d in Library.augmentations { texts.append((d.name, d.summary, d.parameters)) }
    for text in texts {
      #expect(text.summary.hasSuffix(".") && text.summary.count > 5, "\(text.name)")
      for parameter in text.parameters {
        #expect(parameter.summary.hasSuffix("."), "\(text.name): \(parameter.name)")
        #expect(parameter.defaultValue == nil || !parameter.isOptional, "\(text.name): \(parameter.name)")
      }
      #expect(Set(text.parameters.map(\.name)).count == text.parameters.count, "\(text.name)")
    }
    for d in Library.losses { #expect(!d.details.isEmpty, "\(d.name)") }
    for d in Library.optimizers {
      #expect(!d.details.isEmpty, "\(d.name)")
      #expect(d.parameters.first?.name == "lr", "\(d.name)")
    }
    for d in Library.schedules { #expect(!d.details.isEmpty, "\(d.name)") }
    for d in Library.augmentations { #expect(!d.details.isEmpty && !d.examples.isEmpty, "\(d.name)") }
  }

  @Test func everyLayerHasAnExampleThatNamesItsParameters() {
    for definition in Library.layers {
      #expect(!definition.examples.isEmpty, "\(definition.name)")
      let known = Set(definition.parameters.map(\.name))
      for example in definition.examples {
        #expect(known.isSuperset(of: example.arguments.values.keys), "\(example.source)")
        #expect(example.source.hasPrefix(definition.name), "\(example.source)")
        for parameter in definition.parameters where parameter.defaultValue == nil {
          let isGiven = example.arguments.has(parameter.name)
          #expect(isGiven || parameter.isOptional, "\(example.source): \(parameter.name)")
        }
      }
    }
  }

  @Test(arguments: DocumentedCall.all)
  func examplesRunWithFiniteResults(_ documented: DocumentedCall) throws {
    for mode in [ModelBuilder.Mode.training, .evaluation] {
      var numbers = Numbers(seed: 3)
      let written = try LayerCase(documented.call, shapes: documented.example.inputShapes, mode: mode)
      let shape = written.graph.type(of: written.result.value).shape
      #expect(shape == (written.result.isBatched ? [3] : []) + written.result.shape)
      let outcome = try Machine.run(
        written.graph, inputs: written.inputs(&numbers, in: documented.example.range),
        variables: written.variables(&numbers))
      #expect(try outcome.values("y").allSatisfy(\.isFinite))
      #expect(mode == .training || written.graph.updates.isEmpty)
    }
  }

  /// Kernels and the reference interpreter agree on what a builtin computes.
  @Test(arguments: DocumentedCall.all)
  func plansComputeWhatTheGraphSays(_ documented: DocumentedCall) throws {
    let written = try LayerCase(documented.call, shapes: documented.example.inputShapes)
    guard !written.graph.operations.contains(where: { $0.string("stream") != nil }) else { return }
    var numbers = Numbers(seed: 4)
    let inputs = written.inputs(&numbers, in: documented.example.range)
    let variables = written.variables(&numbers)
    let planned = try Machine.run(written.graph, inputs: inputs, variables: variables)
    let interpreted = try Machine.interpret(written.graph, inputs: inputs, variables: variables)
    #expect(try distance(planned.values("y"), interpreted.values("y")) < 1e-12)
    for (name, tensor) in interpreted.variables {
      #expect(distance(planned.variables[name]?.values ?? [], tensor.values) < 1e-12, "\(name)")
    }
  }

  /// What has no batch gets the same values as a batch of one.
  @Test(arguments: DocumentedCall.all)
  func unbatchedDataAreABatchOfOne(_ documented: DocumentedCall) throws {
    let shapes = documented.example.inputShapes
    let alone = try LayerCase(documented.call, shapes: shapes, batch: nil, mode: .evaluation)
    let batch = try LayerCase(documented.call, shapes: shapes, batch: 1, mode: .evaluation)
    #expect(!alone.result.isBatched)
    #expect(alone.result.shape == batch.result.shape)
    func values(_ written: LayerCase) throws -> [Double] {
      var numbers = Numbers(seed: 5)
      let inputs = written.inputs(&numbers, in: documented.example.range)
      return try Machine.run(written.graph, inputs: inputs, variables: written.variables(&numbers)).values(
        "y")
    }
    #expect(try distance(values(alone), values(batch)) < 1e-12)
  }

  /// A function of constants is what its graph computes.
  @Test(arguments: DocumentedCall.all.filter(\.definition.isConstantFunction))
  func constantsAgreeWithTheGraph(_ documented: DocumentedCall) throws {
    let written = try LayerCase(
      documented.call, shapes: documented.example.inputShapes, batch: nil, mode: .evaluation)
    var numbers = Numbers(seed: 8)
    let inputs = written.inputs(&numbers, in: documented.example.range)
    let computed = try #require(try Machine.run(written.graph, inputs: inputs).outputs["y"])
    let constants = try documented.example.inputShapes.indices.map { position in
      let tensor = try #require(inputs["x\(position)"])
      return ConstArray(shape: tensor.shape, elements: tensor.values)
    }
    let value = try documented.definition.evaluate(documented.call.arguments, constants)
    #expect(value.shape == computed.shape)
    #expect(distance(value.elements, computed.values) < 1e-12)
  }

  @Test func constantsOfTheLanguagesExamplesAreExact() throws {
    func value(_ name: String, _ x: Double) throws -> Double {
      let definition = try #require(Catalog.library.layers[name])
      return try definition.evaluate(Arguments(values: [:]), [ConstArray(x)]).elements[0]
    }
    #expect(try value("log2", 1024) == 10)
    #expect(try value("ceil", value("log2", 784)) == 10)
    #expect(try value("round", -0.5) == 0)
    #expect(try value("sign", -3) == -1)
  }

  @Test func latentsAreRead() throws {
    func latent(_ name: String, _ values: [String: ConstValue]) throws -> LatentDefinition.Distribution {
      try #require(Catalog.library.latents[name]).distribution(Arguments(values: values))
    }
    #expect(
      try latent("uniform", ["low": .integer(0), "high": .real(3.5)]) == .uniform(low: 0, high: 3.5))
    #expect(
      try latent("normal", ["mean": .integer(0), "deviation": .integer(1)]) == .normal(mean: 0, deviation: 1))
    #expect(try latent("npy", ["path": .string("z.npy")]) == .file(path: "z.npy"))
    #expect(throws: IRError.self) {
      try latent("normal", ["mean": .integer(0), "deviation": .integer(-1)])
    }
  }
}
