import Foundation
import QganDriver
import QganIR
import QganLibrary
import QganPasses
import Testing

@testable import QganTraining

/// Run folders, dependencies between train blocks, and samples from a run.
struct TrainingSessionTests {
  private let folder: TemporaryFolder
  private var options: TrainingSession.Options { .init(runs: "\(folder.path)/runs") }

  init() throws { folder = try TemporaryFolder() }

  private func job(_ spec: TrainingSpec) -> TrainingJob {
    var spec = spec
    spec.configuration = [
      ("train", spec.name), ("seed", "\(spec.seed)"), ("data", "\(folder.path)/data.npy"),
    ]
    return TrainingJob(
      spec: spec, plan: { try makePlan($0) }, sources: ["main.qgan": Array("qgan 1.0;\n".utf8)],
      origin: ["program": .string("main.qgan")], baseFolder: folder.path + "/")
  }

  @Test func runFolder() throws {
    let job = job(try TinyGAN.spec(in: folder))
    let (outcome, path) = try TrainingSession(job, options: options).run()
    #expect(outcome == .finished(step: 6))
    #expect(path == "\(folder.path)/runs/tiny-0001")
    for name in [
      "config.json", "status.json", "metrics.jsonl", "sources/main.qgan", "samples/step-000006.png",
      EventLog.fileName, "checkpoints/step-000006.safetensors",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(path)/\(name)"), "\(name)")
    }
    let config = try String(contentsOfFile: "\(path)/config.json", encoding: .utf8)
    #expect(config.contains("\"data\": \"data.npy\""))
    #expect(try TrainingSession(job, options: options).run().folder.hasSuffix("tiny-0002"))

    // Going on with a finished run is nothing to do; another program is refused by the name of what changed.
    var again = options
    again.resume = path
    #expect(try TrainingSession(job, options: again).run().outcome == .finished(step: 6))
    var other = try TinyGAN.spec(in: folder)
    other.seed = 5
    let error = try #require(throws: TrainingError.self) {
      _ = try TrainingSession(self.job(other), options: again).run()
    }
    #expect("\(error)".contains("`seed` changed"))
  }

  @Test func samples() throws {
    let job = job(try TinyGAN.spec(in: folder))
    let (_, path) = try TrainingSession(job, options: options).run()
    // The data are not needed.
    try FileManager.default.removeItem(atPath: "\(folder.path)/data.npy")
    let first = try RunSampling(job, run: path, count: 7, seed: 3)
    #expect(first.samples.count == 28)
    #expect(first.shape == [4])
    #expect(first.step == 6)
    #expect(try RunSampling(job, run: path, count: 7, seed: 3).samples == first.samples)
    #expect(try RunSampling(job, run: path, count: 7, seed: 4).samples != first.samples)
    try first.write(to: "\(folder.path)/grid.png")
    let image = try PNGFile.read(path: "\(folder.path)/grid.png")
    // Three by three samples of two by two pixels, enlarged to 56, with gaps of 2.
    #expect(image.width == 3 * 58 + 2)
    #expect(image.height == 3 * 58 + 2)
    try first.write(to: "\(folder.path)/samples.npy")
    #expect(try NpyFile(path: "\(folder.path)/samples.npy").shape == [7, 4])
  }

  /// A model that learns its own input, with an average of its weights.
  private func autoencoder(epochs: Int = 2) throws -> TrainingSpec {
    var spec = try TinyGAN.spec(in: folder)
    spec.name = "encoder"
    let model = LayerFunction(name: "Model", role: "model", inputShapes: [[4]], outputShape: [4]) {
      builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try net.dense(4, at: "out")
      return net.x
    }
    spec.networks = .supervised(model: model, target: .input)
    spec.loss = try .library("mse")
    spec.optimizations = ["model": try .library("sgd", ["lr": .real(0.05)])]
    spec.epochs = epochs
    spec.every = []
    return spec
  }

  /// Without a generator, grids show what a model makes of its own input.
  @Test func gridOfAnAutoencoder() throws {
    var spec = try autoencoder()
    let grid = TrainingSpec.Action(
      name: "grid", arguments: Arguments(values: ["rows": .integer(1), "columns": .integer(4)]), datasets: [:]
    )
    spec.every = [.init(interval: 1, unit: .epoch, actions: [grid])]
    let (_, path) = try TrainingSession(job(spec), options: options).run()
    #expect(
      try Folder.list(path + "/samples").filter { $0.hasSuffix(".png") } == [
        "step-000003.png", "step-000006.png",
      ])
    let image = try PNGFile.read(path: path + "/samples/step-000006.png")
    #expect(image.width == 4 * 58 + 2)
    #expect(Set(image.pixels).count > 4)

    // A classifier's outputs are no pictures.
    spec.networks = .supervised(model: TinyGAN.discriminator(role: "model"), target: .label)
    #expect(throws: TrainingError.self) {
      _ = try TrainingSession(self.job(spec), options: self.options).run()
    }
  }

  /// A GAN whose generator starts from the autoencoder's end, and does not train.
  private func dependent(epochs: Int = 2) throws -> TrainingJob {
    var spec = try TinyGAN.spec(in: folder)
    let plain = TinyGAN.generator()
    var generator = plain
    generator.build = { builder, inputs in
      builder.initializerOverride = { path, shape in
        path == "generator.out.bias" ? .block(name: "encoder", variable: "model.out.bias") : nil
      }
      defer { builder.initializerOverride = nil }
      return try plain.build(builder, inputs)
    }
    spec.networks = .adversarial(generator: generator, discriminator: TinyGAN.discriminator())
    spec.dependencies = ["encoder"]
    spec.epochs = 0
    var result = job(spec)
    result.dependency = { [self] _ in job(try autoencoder(epochs: epochs)) }
    return result
  }

  @Test func dependencyRunsFirstAndOnlyOnce() throws {
    let (_, path) = try TrainingSession(dependent(), options: options).run()
    #expect(try Folder.list(options.runs) == ["encoder-0001", "tiny-0001"])
    let encoder = try #require(try CheckpointFolder("\(options.runs)/encoder-0001/checkpoints").newestValid())
    let started = try #require(try CheckpointFolder("\(path)/checkpoints").newestValid())
    // What is loaded is what is evaluated: the average.
    let average = try #require(encoder.checkpoint.tensors["ema/model.out.bias"])
    #expect(average != encoder.checkpoint.tensors["model.out.bias"])
    #expect(started.checkpoint.tensors["generator.out.bias"] == average)

    _ = try TrainingSession(dependent(), options: options).run()
    #expect(try Folder.list(options.runs) == ["encoder-0001", "tiny-0001", "tiny-0002"])

    // The run folder keeps what it started from, so that the other run may go.
    try FileManager.default.removeItem(atPath: "\(options.runs)/encoder-0001")
    var again = options
    again.resume = path
    #expect(try TrainingSession(dependent(), options: again).run().outcome == .finished(step: 0))
    #expect(try Folder.list(options.runs) == ["tiny-0001", "tiny-0002"])
  }

  @Test func changedDependencyRunsAgain() throws {
    _ = try TrainingSession(dependent(), options: options).run()
    var changed = try dependent()
    changed.dependency = { [self] _ in
      var spec = try autoencoder()
      spec.seed = 99
      return job(spec)
    }
    _ = try TrainingSession(changed, options: options).run()
    #expect(try Folder.list(options.runs) == ["encoder-0001", "encoder-0002", "tiny-0001", "tiny-0002"])
  }

  @Test func interruptedDependencyEndsTheRun() throws {
    let flag = InterruptFlag()
    flag.set()
    let (outcome, path) = try TrainingSession(dependent(), options: options, interrupt: flag).run()
    #expect(outcome == .interrupted(step: 0))
    #expect(path.hasSuffix("encoder-0001"))
    // It is not done, so it is not taken for the dependency.
    _ = try TrainingSession(dependent(), options: options).run()
    #expect(try Folder.list(options.runs) == ["encoder-0001", "encoder-0002", "tiny-0001"])
  }
}
