import Foundation
import QganDriver
import QganIR
import QganPasses
import QganRuntime
import QganSema
import Testing

@testable import QganTraining

/// `augment` and `diff_augment` in the programs of a train block.
struct TrainingAugmentationTests {
  private struct NoFiles: SourceProvider {
    func source(_ path: String, includedFrom includer: String) -> SourceText? { nil }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A train block on 14 images of 3 x 4 x 4, which are written as `pictures.npy`.
  private func spec(
    _ properties: String, loss: String = "bce", mirrored: Bool = false, classifier: Bool = false
  ) throws -> TrainingSpec {
    var values = (0..<14 * 48).map { Float(($0 * 37) % 101) / 101 }
    if mirrored { values = values.indices.map { values[$0 / 4 * 4 + 3 - $0 % 4] } }
    let path = try folder.npy(mirrored ? "mirrored" : "pictures", values, shape: [14, 3, 4, 4])
    let networks =
      classifier
      ? "model: M; target: self; loss: mse;"
      : "generator: G; discriminator: D; latent: normal(0, 1); loss: \(loss);"
    let text = """
      qgan 1.0;
      dataset pictures { source: npy(path: "\(path)"); range: [-1, 1]; }
      model G(input float[2] z) -> float[3, 4, 4] {
        return z |> dense(6) |> batch_norm |> relu |> dense(48) |> reshape(3, 4, 4) |> tanh;
      }
      model D(input float[3, 4, 4] x) -> float[1] {
        return x |> conv2d(3, kernel: 3, padding: 1) |> tanh |> flatten |> dense(1);
      }
      model M(input float[3, 4, 4] x) -> float[3, 4, 4] { return x |> flatten |> dense(48) |> reshape(3, 4, 4); }
      train t {
        \(networks) data: pictures; optimizer: sgd(lr: 0.05); batch: 4; epochs: 3; \(properties)
        every 1 epoch { \(classifier ? "" : "grid(2, 2);") checkpoint; }
        every 4 steps { checkpoint; }
      }
      """
    let compilation = try Compilation(
      main: SourceText(path: "t.qgan", utf8: Array(text.utf8)), provider: NoFiles())
    return try #require(compilation.training("t"), "\(compilation.diagnostics)")
  }

  private let both = "augment: flip; diff_augment: [color, translation(ratio: 0.3), cutout];"

  private func streams(_ spec: TrainingSpec, _ program: TrainingProgram) throws -> Set<String> {
    Set(try TrainingGraphs(spec).graph(of: program).operations.compactMap { $0.string("stream") })
  }

  /// Every draw has a stream of its own, and programs that evaluate draw nothing.
  @Test func streamsOfThePrograms() throws {
    let parts = [
      "color.brightness", "color.saturation", "color.contrast", "translation.rows", "translation.columns",
      "cutout.rows", "cutout.columns",
    ]
    func places(_ uses: String...) -> Set<String> {
      Set(uses.flatMap { use in parts.map { "diff_augment.\(use).\($0)" } })
    }
    let apart = try spec(both)
    #expect(
      try streams(apart, .discriminatorStep)
        == places("real", "generated").union(["augment.flip.mirrored"]))
    #expect(try streams(apart, .generatorStep) == places("generator"))
    #expect(
      try streams(spec(both + "share_latents: true;"), .jointStep)
        == places("real", "generated", "generator").union(["augment.flip.mirrored"]))
    for program in [TrainingProgram.generate(batch: 2), .generateRaw(batch: 2)] {
      #expect(try streams(apart, program).isEmpty)
    }
    let classifier = try spec("augment: [flip, cutout];", classifier: true)
    #expect(
      try streams(classifier, .modelStep)
        == ["augment.flip.mirrored", "augment.cutout.rows", "augment.cutout.columns"])
    #expect(try streams(classifier, .predict(batch: 2)).isEmpty)
  }

  private func weights(_ spec: TrainingSpec, _ name: String) throws -> [String: [Double]] {
    let trainer = try Trainer<Double>(
      spec, plans: plainPlans(spec), folder: RunFolder.create(in: folder.path, name: name))
    _ = try trainer.run()
    let store = trainer.variables.store
    var result: [String: [Double]] = [:]
    for name in store.entries.keys { result[name] = try store.values(of: name) }
    return result
  }

  /// What is certain to be mirrored is as data that are mirrored in their file.
  @Test(arguments: [false, true]) func flippedData(classifier: Bool) throws {
    let flipped = try weights(spec("augment: flip(p: 1);", classifier: classifier), "flipped")
    let mirrored = try weights(spec("", mirrored: true, classifier: classifier), "mirrored")
    let plain = try weights(spec("", classifier: classifier), "plain")
    #expect(flipped == mirrored)
    #expect(flipped != plain)
  }

  /// Where every image becomes black, no weight on images moves: data and generated images are both augmented.
  @Test func bothSidesAreAugmented() throws {
    let black = Augmentation(
      AugmentationDefinition("black", "Black.", details: "", examples: []) { builder, _, images, _ in
        try builder.map("scale", images, ["factor": .float(0)])
      })
    func movement(_ change: (inout TrainingSpec) -> Void) throws -> Double {
      var spec = try spec("")
      change(&spec)
      let graph = try TrainingGraphs(spec).graph(of: .discriminatorStep)
      let executor = try Executor(
        plan: makePlan(graph), variables: VariableStore<Double>(graph.variables.values, seed: 3))
      for input in graph.inputs {
        let count = graph.type(of: input.value).count
        try executor.setInput(input.name, to: (0..<count).map { Double($0 % 7) / 7 + 0.1 })
      }
      let name = "discriminator.conv2d.weight"
      let before = try executor.variables.values(of: name)
      try executor.run(step: 1)
      return try zip(before, executor.variables.values(of: name)).map { abs($0 - $1) }.reduce(0, +)
    }
    #expect(try movement { $0.discriminatorAugmentations = [black] } == 0)
    #expect(try movement { $0.augmentations = [black] } > 0)
    #expect(try movement { _ in } > 0)
  }

  /// What is drawn does not depend on the number of threads.
  @Test func threadsDrawTheSame() throws {
    let spec = try spec(both)
    let builder = ModelBuilder(graph: GraphBuilder(name: "draws"), batch: 64, mode: .training)
    var images = builder.tensor(
      try builder.graph.constant(0.5, shape: [64, 3, 4, 4]), isBatched: true)
    for augmentation in spec.augmentations + spec.discriminatorAugmentations {
      images = try augmentation.build(builder, images)
    }
    builder.graph.output("y", images.value)
    let results = try [1, 2, 3].map { threads in
      let executor = try Executor(
        plan: makePlan(builder.graph.graph), variables: VariableStore<Float>([Variable](), seed: 3),
        threads: threads, seed: 4)
      try executor.run(step: 5)
      return try executor.output("y")
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    #expect(Set(results[0]).count > 20)
  }

  /// Weights move against the gradient of the loss, draws staying the same: through every augmentation to the generator, and
  /// through the penalty's second derivative to the discriminator.
  @Test(arguments: ["bce", "wgan_gp(lambda: 10.0)"], ["generator", "discriminator"])
  func gradients(loss: String, role: String) throws {
    let spec = try spec(both, loss: loss)
    let graph = try TrainingGraphs(spec).graph(
      of: role == "generator" ? .generatorStep : .discriminatorStep)
    let rate = 0.05
    let start = try VariableStore<Double>(graph.variables.values, seed: 5)
    var first: [String: [Double]] = [:]
    for name in start.entries.keys { first[name] = try start.values(of: name) }
    let executor = try Executor(plan: makePlan(graph), variables: start, seed: 9)
    func run(_ moved: [String: [Double]]) throws -> Double {
      for (name, values) in first { try executor.variables.set(name, to: moved[name] ?? values) }
      for input in graph.inputs {
        let count = graph.type(of: input.value).count
        let values = (0..<count).map { sin(Double($0 * 7 % 31)) }
        try executor.setInput(
          input.name, to: input.name.hasPrefix("optimizer.") ? values.map { _ in rate } : values)
      }
      try executor.run(step: 3)
      return try executor.output(TrainingNames.loss(role))[0]
    }
    let names = graph.variables.values.filter { $0.kind == .weight && $0.name.hasPrefix(role + ".") }.map(
      \.name)
    #expect(names.count >= 4)
    for name in names {
      _ = try run([:])
      let values = try #require(first[name])
      let gradient = zip(values, try executor.variables.values(of: name)).map { ($0 - $1) / rate }
      let direction = values.indices.map { cos(Double($0) * 1.3) }
      let slope = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let step = 1e-5
      let above = try run([name: zip(values, direction).map { $0 + step * $1 }])
      let below = try run([name: zip(values, direction).map { $0 - step * $1 }])
      let estimate = (above - below) / (2 * step)
      #expect(abs(slope - estimate) < 1e-5 * (1 + abs(estimate)), "\(name): \(slope), \(estimate)")
    }
  }

  private func trainer(_ spec: TrainingSpec, _ run: RunFolder) throws -> Trainer<Float> {
    try Trainer<Float>(
      spec, plans: plainPlans(spec), folder: run,
      options: TrainerOptions(keptCheckpoints: 3, configurationHash: "a hash"))
  }

  private func newRun(_ name: String) throws -> RunFolder {
    let run = try RunFolder.create(in: folder.path, name: name)
    try run.writeConfiguration(.object([:]))
    return run
  }

  /// A run that was killed anywhere and resumed leaves the same bytes as one that was not.
  @Test func resumedRunsAreTheSame() throws {
    let spec = try spec(both)
    let run = try newRun("whole")
    #expect(try trainer(spec, run).run() == .finished(step: 9))
    let whole = try RunSnapshot(of: run.path)
    for batches in [1, 3, 5, 8] {
      let broken = try newRun("broken")
      do {
        let killed = try trainer(spec, broken)
        for _ in 0..<batches { try killed.advance() }
      }
      #expect(try trainer(spec, broken).run() == .finished(step: 9))
      #expect(try RunSnapshot(of: broken.path).differences(from: whole) == [], "killed after \(batches)")
    }
    let plain = try newRun("plain")
    _ = try trainer(self.spec(""), plain).run()
    #expect(try RunSnapshot(of: plain.path).differences(from: whole).contains("metrics.jsonl"))
  }

  @Test func configurationNamesThem() throws {
    let configuration = try spec(both).configuration
    #expect(
      configuration.first { $0.key == "diff_augment" }?.value
        == "[color(brightness: 0.5, saturation: 1.0, contrast: 0.5), translation(ratio: 0.3), cutout(ratio: 0.5)]"
    )
    #expect(configuration.first { $0.key == "augment" }?.value == "[flip(p: 0.5)]")
    #expect(try spec("").configuration.allSatisfy { !$0.key.contains("augment") })
  }
}
