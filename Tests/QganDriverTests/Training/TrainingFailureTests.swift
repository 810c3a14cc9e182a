import Foundation
import QganDriver
import QganIR
import QganLibrary
import QganPasses
import QganRuntime
import Testing

@testable import QganTraining

/// What goes wrong leaves good checkpoints and says what it was.
struct TrainingFailureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func nonFiniteLossNamesTensorAndStep() throws {
    // The infinity is in the last sample, which is used in the first epoch for some order of the data.
    var values = (0..<16).map { Float($0) / 16 }
    values[13] = .infinity
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: 1, epochs: 3, data: values)
    spec.shuffle = false
    spec.batch = 2
    spec.every = [
      .init(
        interval: 1, unit: .step,
        actions: [.init(name: "checkpoint", arguments: Arguments(values: [:]), datasets: [:])])
    ]
    let run = try RunFolder.create(in: folder.path, name: "bad")
    let trainer = try Trainer<Float>(spec, plans: plainPlans(spec), folder: run)
    let error = try #require(throws: NonFiniteError.self) { _ = try trainer.run() }
    #expect(error.step == 2)
    #expect(error.epoch == 1)
    #expect(error.program == "discriminator step")
    #expect(error.tensor?.name == "data")
    #expect(error.exitCode == 5)
    #expect("\(error)".contains("`data`"))
    #expect(DriverError(translating: error).exitCode == .nonFinite)
    let newest = try #require(try run.checkpoints().newestValid())
    #expect(newest.checkpoint.step == 1)
    #expect(newest.checkpoint.tensors.values.allSatisfy { $0.doubles.allSatisfy(\.isFinite) })
    #expect(try run.status() == .failed)
  }

  /// Finite gradients times a rate that is too large: the weights go bad while the loss still is fine.
  @Test func nonFiniteWeightsAreNeverWritten() throws {
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: 1, clip: nil)
    spec.optimizations["generator"] = try .library("sgd", ["lr": .real(3e38)])
    let step = TrainingSpec.Action(name: "checkpoint", arguments: Arguments(values: [:]), datasets: [:])
    spec.every = [.init(interval: 1, unit: .step, actions: [step])]
    let run = try RunFolder.create(in: folder.path, name: "weights")
    let trainer = try Trainer<Float>(spec, plans: plainPlans(spec), folder: run)
    let error = try #require(throws: NonFiniteError.self) { _ = try trainer.run() }
    #expect(error.exitCode == 5)
    for (_, path) in try run.checkpoints().list() {
      #expect(try Checkpoint(path: path).tensors.values.allSatisfy { $0.doubles.allSatisfy(\.isFinite) })
    }
  }

  @Test func tooMuchMemoryIsAnErrorBeforeAllocation() throws {
    var spec = try TinyGAN.spec(in: folder)
    spec.data.description.count = 1 << 44
    let run = try RunFolder.create(in: folder.path, name: "large")
    let error = try #require(throws: TrainingError.self) {
      _ = try Trainer<Float>(spec, plans: plainPlans(spec), folder: run)
    }
    guard case .notEnoughMemory(_, let need, let have) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(need >= 1 << 48)
    #expect(have < need)
    #expect(error.exitCode == 4)
  }

  @Test func fewerSamplesThanABatch() throws {
    let spec = try TinyGAN.spec(in: folder, data: [0, 1, 2, 3])
    let run = try RunFolder.create(in: folder.path, name: "few")
    let error = try #require(throws: TrainingError.self) {
      _ = try Trainer<Float>(spec, plans: plainPlans(spec), folder: run)
    }
    #expect("\(error)".contains("fewer than one batch of 4"))
  }

  /// Weights that start from a file must be there, fit, and leave nothing over.
  @Test func loadedWeights() throws {
    func spec(_ tensor: String) throws -> TrainingSpec {
      var spec = try TinyGAN.spec(in: folder)
      let inner = TinyGAN.generator()
      var network = inner
      network.build = { builder, inputs in
        builder.initializerOverride = { path, _ in
          path == "generator.out.bias" ? .file(path: "\(folder.path)/w.safetensors", tensor: tensor) : nil
        }
        defer { builder.initializerOverride = nil }
        return try inner.build(builder, inputs)
      }
      spec.networks = .adversarial(generator: network, discriminator: TinyGAN.discriminator())
      return spec
    }
    let tensors = ["b": StoredTensor([1, 2, 3, 4] as [Float]), "c": StoredTensor([1] as [Float])]
    let bytes = SafetensorsFile.encode(tensors).flatMap(\.self)
    try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/w.safetensors"))
    func start(_ tensor: String, ignored: [String] = []) throws -> Trainer<Float> {
      let spec = try spec(tensor)
      let run = try RunFolder.create(in: folder.path, name: "load")
      let request = WeightRequest(
        path: "\(folder.path)/w.safetensors", block: nil, tensors: ["generator.out.bias": tensor], prefix: "",
        isIgnored: { ignored.contains($0) }, isComplete: true)
      return try Trainer<Float>(
        spec, plans: plainPlans(spec), weights: WeightSource(requests: { [request] }), folder: run)
    }
    let trainer = try start("b", ignored: ["c"])
    #expect(try trainer.variables.store.values(of: "generator.out.bias") == [1, 2, 3, 4])
    #expect(try trainer.variables.store.values(of: "ema/generator.out.bias") == [1, 2, 3, 4])
    for (tensor, part) in [("b", "`c` is not used"), ("c", "shape [1]"), ("d", "no tensor `d`")] {
      let error = try #require(throws: TrainingError.self) { _ = try start(tensor) }
      #expect("\(error)".contains(part))
      #expect(error.exitCode == 3)
    }
  }
}
