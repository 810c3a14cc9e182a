import Foundation
import QganTraining
import Testing

/// Runs that are interrupted or killed end in the bytes of runs that were not.
@Suite(.serialized) struct CommandLineResumeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "tiny.qgan", CommandLinePrograms.tiny.replacing("every 6 steps", with: "every 100 steps"))
  }

  private func start(_ arguments: [String]) throws -> CommandLineProcess {
    try CommandLineProcess(
      ["run", "tiny.qgan", "--set", "EPOCHS=500", "--threads", "1"] + arguments, in: folder)
  }

  /// Sends `signal` after the first checkpoint; a run that ends before is tried again in a folder of its own.
  private func interrupted(by signal: Int32) throws -> (outcome: CommandLineProcess.Outcome, run: String) {
    for attempt in 1...5 {
      let process = try start(["--out", "broken-\(attempt)"])
      let run = "broken-\(attempt)/tiny-0001"
      while process.isRunning, !folder.list("\(run)/checkpoints").contains(where: { $0.hasPrefix("step") }) {
        Thread.sleep(forTimeInterval: 0.002)
      }
      process.send(signal)
      let outcome = try process.wait()
      if outcome.code != 0 { return (outcome, run) }
    }
    throw CocoaError(.userCancelled)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func sameBytes(signal: Int32) throws {
    #expect(try start(["--out", "whole"]).wait().code == 0)
    let (outcome, run) = try interrupted(by: signal)
    #expect(outcome.code == (signal == SIGKILL ? 128 + SIGKILL : 130))
    if signal != SIGKILL {
      #expect(outcome.text.hasPrefix("interrupted after "))
      #expect(outcome.text.contains("--resume \(run)"))
      let step = try #require(Int(outcome.text.split(separator: " ")[2]))
      let name = "step-" + String(repeating: "0", count: max(0, 6 - "\(step)".count)) + "\(step).safetensors"
      #expect(folder.list("\(run)/checkpoints").contains(name))
    }
    let before = folder.list("\(run)/checkpoints")
    #expect(!before.contains("step-001500.safetensors"))
    let resumed =
      signal == SIGTERM
      // From what the run folder keeps.
      ? try qganc("run", "--resume", run, "--threads", "1", in: folder)
      : try start(["--resume", run]).wait()
    #expect(resumed.code == 0, "\(resumed.errors)")
    let whole = try RunSnapshot(of: folder.path + "/whole/tiny-0001")
    let broken = try RunSnapshot(of: "\(folder.path)/\(run)")
    #expect(whole.differences(from: broken) == [])
    #expect(whole.files.count > 8)
  }
}
