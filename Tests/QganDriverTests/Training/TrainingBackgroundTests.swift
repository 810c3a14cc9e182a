import Foundation
import QganDriver
import QganIR
import QganLibrary
import QganRuntime
import Testing

@testable import QganTraining

/// What happens beside the steps changes no file, is done when a run ends, and its errors end the run.
struct TrainingBackgroundTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func newRun(_ name: String) throws -> RunFolder {
    let run = try RunFolder.create(in: folder.path, name: name)
    try run.writeConfiguration(.object([:]))
    return run
  }

  private func trainer<Scalar: RuntimeScalar>(
    _ spec: TrainingSpec, _ run: RunFolder, _ background: TrainerOptions.Background, threads: Int = 1,
    interrupt: InterruptFlag = InterruptFlag(), observer: (any TrainingObserver)? = nil,
    as _: Scalar.Type = Float.self
  ) throws -> Trainer<Scalar> {
    var options = TrainerOptions(threads: threads, configurationHash: "a hash")
    options.background = background
    return try Trainer(
      spec, plans: plainPlans(spec), folder: run, options: options, observer: observer, interrupt: interrupt)
  }

  /// The files of a run with and without threads beside the steps.
  private func compare<Scalar: RuntimeScalar>(
    _ spec: TrainingSpec, threads: Int = 1, as scalar: Scalar.Type = Float.self, _ comment: Comment
  ) throws {
    let (plain, other) = (try newRun("plain"), try newRun("other"))
    let end = try trainer(spec, plain, .never, threads: threads, as: scalar).run()
    #expect(try trainer(spec, other, .always, threads: threads, as: scalar).run() == end)
    let files = try RunSnapshot(of: plain.path)
    #expect(try RunSnapshot(of: other.path).differences(from: files) == [], comment)
    #expect(files.files.keys.contains { $0.hasPrefix("samples/") && $0.hasSuffix(".png") }, comment)
  }

  private static func grid(_ rows: Int = 2, _ columns: Int = 2) -> TrainingSpec.Action {
    .init(
      name: "grid", arguments: Arguments(values: ["rows": .integer(rows), "columns": .integer(columns)]),
      datasets: [:])
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func filesOfAdversarialRunsAreTheSame(discriminatorSteps: Int, sharesLatents: Bool) throws {
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: discriminatorSteps)
    spec.sharesLatents = sharesLatents
    spec.every.append(.init(interval: 1, unit: .step, actions: [Self.grid()]))
    try compare(spec, "shuffled")
    try compare(spec, threads: 2, "two threads")
    try compare(spec, as: Double.self, "double precision")
    spec.shuffle = false
    try compare(spec, "in the data's order")
    // Less than two batches, so that every batch begins and ends an epoch.
    spec.data = try TinyGAN.spec(in: folder, data: (0..<28).map { Float($0) / 28 }).data
    spec.shuffle = true
    try compare(spec, "one batch an epoch")
    let rows = try folder.npy("z", (0..<21).map { Float($0) / 21 }, shape: [7, 3])
    spec.latent = .file(path: rows)
    try compare(spec, "latents of a file")
  }

  /// A model with labels, and one that makes pictures of its own input.
  @Test func filesOfSupervisedRunsAreTheSame() throws {
    let lines = (0..<14).map { row in "\(row),\(row * 5 % 7),\(row * 3 % 11),\(row * row % 13),\(row % 3)" }
    let path = "\(folder.path)/table.csv"
    try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    var spec = try TinyGAN.spec(in: folder)
    spec.data.source = .reader(
      name: "csv",
      Arguments(values: [
        "path": .string(path), "shape": .array(shape: [1], elements: [4]), "white": .real(13),
      ]))
    let model = LayerFunction(name: "Model", role: "model", inputShapes: [[4]], outputShape: [4]) {
      builder, inputs in
      var net = NetworkWriter(builder, inputs[0])
      try net.dense(4, at: "out")
      return net.x
    }
    spec.networks = .supervised(model: model, target: .label)
    spec.loss = try .library("cross_entropy")
    spec.optimizations = ["model": try .library("adam", ["lr": .real(0.05)])]
    spec.every = []
    let (plain, other) = (try newRun("plain"), try newRun("other"))
    let trained: Trainer<Float> = try trainer(spec, plain, .never)
    #expect(trained.data.labels?.prefix(4) == [0, 1, 2, 0])
    _ = try trained.run()
    _ = try trainer(spec, other, .always).run()
    #expect(try RunSnapshot(of: other.path).differences(from: RunSnapshot(of: plain.path)) == [])

    spec.networks = .supervised(model: model, target: .input)
    spec.loss = try .library("mse")
    spec.every = [.init(interval: 1, unit: .step, actions: [Self.grid()])]
    try compare(spec, "target: input")
  }

  /// The order of a long epoch is found ahead even where batches are not.
  @Test func ordersOfLongEpochsAreTheSame() throws {
    let values = (0..<4 * 5000).map { Float($0 * 37 % 1009) / 1009 }
    var spec = try TinyGAN.spec(in: folder, epochs: 3, data: values)
    spec.batch = 1024
    spec.every = [.init(interval: 1, unit: .epoch, actions: [Self.grid()])]
    let (plain, other) = (try newRun("plain"), try newRun("other"))
    _ = try trainer(spec, plain, .never).run()
    _ = try trainer(spec, other, .automatic).run()
    #expect(try RunSnapshot(of: other.path).differences(from: RunSnapshot(of: plain.path)) == [])
  }

  /// Stops after every step, or lets the trainer go in the middle of one; batches that were gathered are lost.
  @Test func resumedAnywhere() throws {
    final class Stopper: TrainingObserver {
      let flag = InterruptFlag()
      func trainingDidStart(_ start: TrainingStart) {}
      func trainingDidStep(_ progress: TrainingProgress) { flag.set() }
      func trainingDidReport(_ message: String) {}
    }
    var spec = try TinyGAN.spec(in: folder)
    spec.every.append(.init(interval: 1, unit: .step, actions: [Self.grid(8, 8)]))
    let whole = try newRun("whole")
    #expect(try trainer(spec, whole, .never).run() == .finished(step: 6))
    let broken = try newRun("broken")
    for step in 1..<6 {
      let stopper = Stopper()
      let outcome = try trainer(spec, broken, .always, interrupt: stopper.flag, observer: stopper).run()
      #expect(outcome == .interrupted(step: step))
      #expect(try broken.status() == .interrupted)
      // Pictures are there when the run returns.
      #expect(FileManager.default.fileExists(atPath: broken.path("samples/step-00000\(step).png")))
      let left: Trainer<Float> = try trainer(spec, broken, .always)
      try left.trainOnBatch()
    }
    #expect(try trainer(spec, broken, .always).run() == .finished(step: 6))
    #expect(try RunSnapshot(of: broken.path).differences(from: RunSnapshot(of: whole.path)) == [])
  }

  /// A folder that cannot be written to: the error of the write ends the run, and no later checkpoint is there.
  @Test(arguments: [TrainerOptions.Background.never, .automatic, .always])
  func errorsOfPicturesEndTheRun(background: TrainerOptions.Background) throws {
    let spec = try TinyGAN.spec(in: folder)
    let run = try newRun("blocked")
    let trainer: Trainer<Float> = try trainer(spec, run, background)
    for _ in 0..<3 { try trainer.advance() }
    let samples = run.path("samples")
    try FileManager.default.removeItem(atPath: samples)
    try Data().write(to: URL(fileURLWithPath: samples))
    let error = try #require(throws: TrainingError.self) { _ = try trainer.run() }
    guard case .io(let path, _, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(path.hasPrefix(samples + "/step-"))
    #expect(error.exitCode == 3)
    #expect(try run.status() == .failed)
    let text = try String(contentsOfFile: run.path("status.json"), encoding: .utf8)
    #expect(text.contains("step-000003.png"))
    // The checkpoint after step 2 belongs to no picture; that of the second epoch would count on one.
    #expect(try run.checkpoints().list().allSatisfy { $0.step < 3 })

    // With the folder back in place, the run goes on to what it would have been.
    try FileManager.default.removeItem(atPath: samples)
    try FileManager.default.createDirectory(atPath: samples, withIntermediateDirectories: false)
    let again: Trainer<Float> = try self.trainer(spec, run, background)
    #expect(try again.run() == .finished(step: 6))
    let whole = try newRun("whole")
    _ = try self.trainer(spec, whole, .never).run() as TrainingOutcome
    let names = try RunSnapshot(of: run.path).differences(from: RunSnapshot(of: whole.path))
    // The first picture went with its folder.
    #expect(names == ["samples/step-000001.png"])
  }

  /// A write that fails before a loss goes bad is what ends the run, as if it had been waited for.
  @Test(arguments: [TrainerOptions.Background.never, .always])
  func theFirstErrorCounts(background: TrainerOptions.Background) throws {
    var values = (0..<16).map { Float($0) / 16 }
    values[13] = .infinity
    var spec = try TinyGAN.spec(in: folder, discriminatorSteps: 1, epochs: 3, data: values)
    (spec.shuffle, spec.batch) = (false, 2)
    spec.every = [.init(interval: 1, unit: .step, actions: [Self.grid()])]
    let run = try newRun("two")
    try FileManager.default.removeItem(atPath: run.path("samples"))
    let trainer: Trainer<Float> = try trainer(spec, run, background)
    let error = try #require(throws: TrainingError.self) { _ = try trainer.run() }
    #expect(error.exitCode == 3)
    #expect(DriverError(translating: error).description.contains("step-000001.png"))

    // Without that, pictures of the steps before are there.
    let sound = try newRun("one")
    let other: Trainer<Float> = try self.trainer(spec, sound, background)
    #expect(throws: NonFiniteError.self) { _ = try other.run() }
    #expect(try Folder.list(sound.path("samples")) == ["step-000001.png"])
    #expect(try sound.status() == .failed)
  }

  /// A grid that cannot be drawn is an error of the program, whoever draws it.
  @Test(arguments: [TrainerOptions.Background.never, .always])
  func gridsThatAreTooLarge(background: TrainerOptions.Background) throws {
    var spec = try TinyGAN.spec(in: folder)
    spec.every = [.init(interval: 1, unit: .step, actions: [Self.grid(1, 1000)])]
    let run = try newRun("large")
    let trainer: Trainer<Float> = try trainer(spec, run, background)
    let error = try #require(throws: TrainingError.self) { _ = try trainer.run() }
    #expect(error.exitCode == 1)
    #expect("\(error)".contains("too large"))
  }
}
