import Foundation
import QganIR
import QganRuntime
import Testing

@testable import QganTraining

/// A run that was stopped anywhere and resumed leaves the same bytes as one that was not.
struct TrainingResumeTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func trainer(
    _ spec: TrainingSpec, _ run: RunFolder, interrupt: InterruptFlag = InterruptFlag(),
    observer: (any TrainingObserver)? = nil
  ) throws -> Trainer<Float> {
    try Trainer<Float>(
      spec, plans: plainPlans(spec), folder: run,
      options: TrainerOptions(keptCheckpoints: 3, configurationHash: "a hash"), observer: observer,
      interrupt: interrupt)
  }

  private func newRun(_ name: String) throws -> RunFolder {
    let run = try RunFolder.create(in: folder.path, name: name)
    try run.writeConfiguration(.object([:]))
    return run
  }

  private func uninterrupted(_ spec: TrainingSpec) throws -> RunSnapshot {
    let run = try newRun("whole")
    #expect(try trainer(spec, run).run() == .finished(step: 6))
    return try RunSnapshot(of: run.path)
  }

  @Test func secondRunIsTheSame() throws {
    let spec = try TinyGAN.spec(in: folder)
    let first = try uninterrupted(spec)
    #expect(first.files.keys.contains("checkpoints/step-000006.safetensors"))
    #expect(first.files.keys.contains("samples/step-000006.png"))
    #expect(try uninterrupted(spec).differences(from: first) == [])
  }

  /// As after `kill -9`: nothing is closed, nothing said, at any batch, also before what is due after it.
  @Test func killedAnywhere() throws {
    let spec = try TinyGAN.spec(in: folder)
    let whole = try uninterrupted(spec)
    for batches in 0..<12 {
      let run = try newRun("killed")
      do {
        let killed = try trainer(spec, run)
        for _ in 0..<batches { try killed.advance() }
        if batches % 2 == 1 { try killed.trainOnBatch() }
      }
      let resumed = try trainer(spec, run)
      // The last epoch's end before, or the checkpoint after step 4.
      #expect(resumed.batches == max(batches / 3 * 3, batches >= 8 ? 8 : 0))
      #expect(try resumed.run() == .finished(step: 6))
      #expect(try RunSnapshot(of: run.path).differences(from: whole) == [], "killed after batch \(batches)")
    }
  }

  /// Sets the flag after one step, each time.
  private final class Stopper: TrainingObserver {
    let flag = InterruptFlag()
    var starts: [Int] = []

    func trainingDidStart(_ start: TrainingStart) { starts.append(start.step) }
    func trainingDidStep(_ progress: TrainingProgress) { flag.set() }
    func trainingDidReport(_ message: String) {}
  }

  @Test(arguments: [1, 2])
  func interruptedAtEveryStep(discriminatorSteps: Int) throws {
    let spec = try TinyGAN.spec(in: folder, discriminatorSteps: discriminatorSteps)
    let steps = 12 / discriminatorSteps
    let run = try newRun("whole")
    #expect(try trainer(spec, run).run() == .finished(step: steps))
    let whole = try RunSnapshot(of: run.path)

    let broken = try newRun("interrupted")
    for step in 1..<steps {
      let stopper = Stopper()
      let outcome = try trainer(spec, broken, interrupt: stopper.flag, observer: stopper).run()
      #expect(outcome == .interrupted(step: step))
      #expect(outcome.exitCode == 130)
      #expect(stopper.starts == [step - 1])
      #expect(try broken.status() == .interrupted)
    }
    #expect(try trainer(spec, broken).run() == .finished(step: steps))
    #expect(try RunSnapshot(of: broken.path).differences(from: whole) == [])
  }

  @Test func damagedCheckpointFallsBack() throws {
    let spec = try TinyGAN.spec(in: folder)
    let whole = try uninterrupted(spec)
    let run = try newRun("damaged")
    do {
      let killed = try trainer(spec, run)
      for _ in 0..<9 { try killed.advance() }
    }
    let newest = try #require(try run.checkpoints().list().last)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: newest.path))
    bytes[bytes.count - 3] ^= 1
    try bytes.write(to: URL(fileURLWithPath: newest.path))
    let resumed = try trainer(spec, run)
    #expect(resumed.step < newest.step)
    #expect(resumed.warnings.count == 1)
    #expect(try resumed.run() == .finished(step: 6))
    var files = try RunSnapshot(of: run.path)
    files.files = files.files.filter { !$0.key.hasSuffix(".damaged") }
    #expect(files.differences(from: whole) == [])
  }

  @Test func finishedRunStaysAsItIs() throws {
    let spec = try TinyGAN.spec(in: folder)
    let run = try newRun("finished")
    _ = try trainer(spec, run).run()
    let before = try RunSnapshot(of: run.path)
    #expect(try trainer(spec, run).run() == .finished(step: 6))
    #expect(try RunSnapshot(of: run.path).differences(from: before) == [])
  }

  @Test func otherConfigurationIsRefused() throws {
    let spec = try TinyGAN.spec(in: folder)
    let run = try newRun("other")
    _ = try trainer(spec, run).run()
    let before = try RunSnapshot(of: run.path)
    var other = spec
    other.seed = 12
    #expect(throws: TrainingError.self) { try trainer(other, run) }
    #expect(try RunSnapshot(of: run.path).differences(from: before) == [])
  }
}
