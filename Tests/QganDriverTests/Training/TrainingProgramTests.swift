import Foundation
import QganIR
import QganLibrary
import QganPasses
import QganRuntime
import Testing

@testable import QganTraining

/// What the steps of a train block compute.
struct TrainingProgramTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func trainer(_ spec: TrainingSpec) throws -> Trainer<Double> {
    try Trainer<Double>(
      spec, plans: plainPlans(spec), folder: RunFolder.create(in: folder.path, name: "run"))
  }

  @Test func discriminatorStepLeavesTheGeneratorsWeights() throws {
    let spec = try TinyGAN.spec(in: folder)
    let graph = try TrainingGraphs(spec).graph(of: .discriminatorStep)
    let written = Set(graph.updates.map(\.variable))
    #expect(written.contains("discriminator.last.weight"))
    // Buffers of both networks move, as in PyTorch.
    #expect(written.contains("discriminator.first.weight_u"))
    #expect(written.contains("generator.batch_norm.running_mean"))
    #expect(written.allSatisfy { graph.variables[$0]?.kind != .weight || $0.hasPrefix("discriminator.") })
    #expect(graph.verify().isEmpty)
  }

  @Test func generatorStepLeavesTheDiscriminatorsWeights() throws {
    let spec = try TinyGAN.spec(in: folder)
    let graph = try TrainingGraphs(spec).graph(of: .generatorStep)
    let written = Set(graph.updates.map(\.variable))
    #expect(written.contains("generator.out.weight"))
    #expect(written.contains("ema/generator.out.weight"))
    #expect(written.contains("optimizer/generator.out.weight.exp_avg"))
    #expect(written.allSatisfy { graph.variables[$0]?.kind != .weight || $0.hasPrefix("generator.") })
  }

  /// A generator and a discriminator without random draws of their own.
  private func plainSpec() throws -> TrainingSpec {
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: 1)
    var discriminator = TinyGAN.discriminator()
    discriminator.build = { builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try net.dense(5, at: "first")
      try net.apply("tanh")
      try net.dense(1, at: "last")
      return net.x
    }
    spec.networks = .adversarial(generator: TinyGAN.generator(), discriminator: discriminator)
    spec.shuffle = false
    return spec
  }

  @Test func jointStepIsBothStepsOnTheSameLatents() throws {
    var spec = try plainSpec()
    let apart = try trainer(spec)
    let program = try #require(apart.discriminator)
    let position = StepProgram<Double>.Position(done: 0, total: 12, perEpoch: 3)
    for (use, network) in [(LatentSource<Double>.Use.discriminator, program), (.discriminator, apart.main)] {
      if let data = network.input(TrainingNames.data) {
        for index in data.indices { data[index] = Double(apart.data.samples[index]) }
      }
      let latent = try #require(network.input(TrainingNames.latent(0)))
      apart.latents?.fill(latent, input: 0, for: use, step: 0, row: 0)
      #expect(try network.run(at: [position], draw: 0) != nil)
    }

    spec.sharesLatents = true
    let joint = try Trainer<Double>(
      spec, plans: plainPlans(spec), folder: RunFolder.create(in: folder.path, name: "joint"))
    #expect(joint.discriminator == nil)
    try joint.advance()
    #expect(joint.step == 1)
    for (name, entry) in joint.variables.store.entries where entry.variable.kind != .buffer {
      let (a, b) = (try joint.variables.store.values(of: name), try apart.variables.store.values(of: name))
      #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 1e-12 }, "\(name)")
    }
    // The generator ran once where it ran twice before.
    let mean = "generator.batch_norm.running_mean"
    #expect(try joint.variables.store.values(of: mean) != apart.variables.store.values(of: mean))
  }

  @Test func everyLastDiscriminatorStepIsAJointOne() throws {
    var spec = try plainSpec()
    spec.sharesLatents = true
    spec.discriminatorSteps = 3
    let trainer = try trainer(spec)
    #expect(trainer.discriminator != nil)
    #expect(try trainer.run() == .finished(step: 4))
    #expect(trainer.batches == 12)
  }

  @Test func evaluationReadsAverages() throws {
    let spec = try TinyGAN.spec(in: folder)
    let graph = try TrainingGraphs(spec).graph(of: .generate(batch: 3))
    #expect(graph.variables["ema/generator.out.weight"] != nil)
    #expect(graph.variables["generator.out.weight"] == nil)
    #expect(graph.variables["generator.batch_norm.running_mean"] != nil)
    #expect(graph.updates.isEmpty)
    #expect(graph.verify().isEmpty)
    // Values are named after the instance that made them, for messages.
    let product = try #require(graph.operations.first { $0.primitive == "matmul" })
    #expect(graph.values[product.results[0].index].name == "generator.hidden")
  }

  @Test func frozenWeightsStay() throws {
    var spec = try TinyGAN.spec(in: folder)
    let plain = TinyGAN.generator()
    var generator = plain
    generator.build = { builder, inputs in
      var hidden = NetworkWriter(builder, inputs[0])
      try builder.frozen { try hidden.dense(6, at: "hidden") }
      try hidden.dense(4, at: "out")
      return hidden.x
    }
    spec.networks = .adversarial(generator: generator, discriminator: TinyGAN.discriminator())
    let trainer = try trainer(spec)
    let store = trainer.variables.store
    let (frozen, free) = (
      try store.values(of: "generator.hidden.weight"), try store.values(of: "generator.out.weight")
    )
    for _ in 0..<4 { try trainer.advance() }
    #expect(try store.values(of: "generator.hidden.weight") == frozen)
    #expect(try store.values(of: "generator.out.weight") != free)
  }

  /// With plain steps downhill, the change of all weights is the rate times the clipped gradient.
  @Test func gradientNormIsClipped() throws {
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: 1)
    spec.optimizations["generator"] = try .library("sgd", ["lr": .real(1)], clip: .norm(1e-3))
    let trainer = try trainer(spec)
    let store = trainer.variables.store
    let names = store.entries.values.filter { $0.variable.kind == .weight }.map(\.variable.name)
      .filter { $0.hasPrefix("generator.") }
    let before = try names.map { try store.values(of: $0) }
    try trainer.advance()
    var square = 0.0
    for (name, old) in zip(names, before) {
      for (new, old) in zip(try store.values(of: name), old) { square += (new - old) * (new - old) }
    }
    // 1e-6 is added to the norm, as PyTorch does.
    #expect(square.squareRoot() <= 1e-3)
    #expect(square.squareRoot() > 0.9e-3)
  }

  @Test func weightsOfAWassersteinCriticAreClipped() throws {
    var spec = try TinyGAN.spec(in: folder)
    spec.loss = try .library("wgan", ["clip": .real(0.01)])
    let trainer = try trainer(spec)
    try trainer.advance()
    let store = trainer.variables.store
    let weights = try store.values(of: "discriminator.first.weight")
    #expect(weights.contains { abs($0) == 0.01 })
    #expect(weights.allSatisfy { abs($0) <= 0.01 })
    #expect(try store.values(of: "generator.hidden.weight").contains { abs($0) > 0.01 })
  }

  @Test(arguments: ["bce", "lsgan", "hinge", "wgan", "wgan_gp"])
  func everyAdversarialLossTrains(name: String) throws {
    let spec = try TinyGAN.spec(in: folder, loss: name)
    #expect(try trainer(spec).run() == .finished(step: 6))
  }

  @Test func schedulesSetTheRate() throws {
    let spec = try TinyGAN.spec(in: folder)
    let trainer = try trainer(spec)
    _ = try trainer.run()
    let text = try String(contentsOfFile: trainer.folder.path("metrics.jsonl"), encoding: .utf8)
    let rates = try text.split(separator: "\n").map {
      try JSONParser.parse(Array($0.utf8))["rate.generator"]?.asReal ?? .nan
    }
    #expect(rates.count == 6)
    for (step, rate) in rates.enumerated() { #expect(abs(rate - 0.01 * (1 - Double(step) / 6)) < 1e-15) }
  }

  /// Labels follow from the data, so a linear model finds them all.
  @Test func accuracyOfAClassifier() throws {
    var values: [Float] = []
    var lines = ""
    for index in 0..<40 {
      let sample = (0..<4).map { Float((index * 7 + $0 * 5) % 11) / 11 }
      values += sample
      lines += sample.map { "\($0)" }.joined(separator: ",") + ",\(sample[0] > sample[1] ? 1 : 0)\n"
    }
    var spec = try TinyGAN.spec(in: folder, data: values)
    let path = "\(folder.path)/labelled.csv"
    try Data(lines.utf8).write(to: URL(fileURLWithPath: path))
    let description = DatasetDescription(shape: [4], count: 40, classes: 2, black: 0, white: 1)
    spec.data = DatasetSpec(
      name: "labelled",
      source: .reader(
        name: "csv",
        Arguments(values: [
          "path": .string(path), "shape": .array(shape: [1], elements: [4]), "white": .real(1),
        ])),
      split: "train", classes: nil, limit: nil, resize: nil, channels: nil, range: [0, 1], through: nil,
      description: description)
    let model = LayerFunction(name: "Model", role: "model", inputShapes: [[4]], outputShape: [2]) {
      builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try net.dense(2, at: "out")
      return net.x
    }
    spec.networks = .supervised(model: model, target: .label)
    spec.loss = try .library("cross_entropy")
    spec.optimizations = ["model": try .library("adam", ["lr": .real(0.1)])]
    (spec.batch, spec.epochs, spec.averaging) = (8, 60, nil)
    spec.every = [
      .init(
        interval: 60, unit: .epoch,
        actions: [.init(name: "accuracy", arguments: Arguments(values: [:]), datasets: ["data": spec.data])])
    ]
    let trainer = try trainer(spec)
    _ = try trainer.run()
    let text = try String(contentsOfFile: trainer.folder.path("metrics.jsonl"), encoding: .utf8)
    let last = try JSONParser.parse(Array(try #require(text.split(separator: "\n").last).utf8))
    #expect(try #require(last["accuracy.labelled"]?.asReal) > 0.9)
  }

  /// A generator without latents against data: its probabilities go to what the loss wants.
  @Test func totalVariationOfADistribution() throws {
    var spec = try TinyGAN.spec(in: folder, data: (0..<14).flatMap { _ in [0, 1, 1, 0] as [Float] })
    let generator = LayerFunction(
      name: "Born", role: "generator", inputShapes: [], outputShape: [16]
    ) { builder, _ in
      let weight = try builder.weight("w", shape: [16], initializer: .constant(0))
      var net = NetworkWriter(builder, weight)
      try net.apply("softmax")
      return net.x
    }
    let loss = LossDefinition(
      "test", "Minus the logarithm of the probability of outcome 6.",
      kind: .distribution { builder, made, _, _ in
        let outcome = try builder.graph.slice(made.value, starts: [6], steps: [1], shape: [1])
        return builder.tensor(
          try builder.graph.unary("neg", builder.graph.unary("log", outcome)), isBatched: false)
      })
    spec.networks = .distribution(generator: generator)
    (spec.latent, spec.averaging) = (nil, nil)
    spec.loss = .builtin(loss, Arguments(values: [:]))
    spec.optimizations = ["generator": try .library("adam", ["lr": .real(0.5)])]
    spec.data.range = [0, 1]
    spec.every = [
      .init(
        interval: 1, unit: .epoch,
        actions: [.init(name: "total_variation", arguments: Arguments(values: [:]), datasets: [:])])
    ]
    let trainer = try trainer(spec)
    _ = try trainer.run()
    let text = try String(contentsOfFile: trainer.folder.path("metrics.jsonl"), encoding: .utf8)
    let found = try text.split(separator: "\n").compactMap {
      try JSONParser.parse(Array($0.utf8))["total_variation"]?.asReal
    }
    #expect(found.count == 4)
    // It starts at 15/16, and every epoch comes nearer.
    #expect(found[0] < 0.9375)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 > $1 })
    #expect(found[3] < 0.1)
  }
}
