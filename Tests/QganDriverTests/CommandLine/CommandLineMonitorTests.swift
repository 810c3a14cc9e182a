import Foundation
import QganTraining
import Testing

/// `monitor:` keeps the best checkpoint and, with `patience:`, ends a run.
struct CommandLineMonitorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ extra: String, every: String) throws {
    try folder.write(
      "tiny.qgan",
      CommandLinePrograms.tiny.replacing(
        "every 6 steps { grid(2, 2); checkpoint; }", with: "\(extra) \(every)"))
  }

  /// The values of `marginals` by step.
  private func values(_ run: String) throws -> [(step: Int, value: Double)] {
    try folder.read("\(run)/metrics.jsonl").split(separator: UInt8(ascii: "\n")).compactMap { line in
      let json = try JSONParser.parse(Array(line))
      guard let value = json["marginals"]?.asReal, let step = json["step"]?.asInteger else { return nil }
      return (step, value)
    }
  }

  @Test func theBestIsKeptAndTheRunEndsEarly() throws {
    try write("monitor: marginals; patience: 3;", every: "every 2 steps { marginals(samples: 6); }")
    let outcome = try qganc(
      "run", "tiny.qgan", "--set", "EPOCHS=400", "--threads", "1", in: folder)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("stopped early"))
    let found = try values("runs/tiny-0001")
    let best = try #require(found.min { ($0.value, $0.step) < ($1.value, $1.step) })
    // It ended three evaluations after the best, and before its last epoch.
    #expect(found.last?.step == best.step + 6)
    #expect(best.step + 6 < 1200)
    let checkpoint = try Checkpoint(path: "\(folder.path)/runs/tiny-0001/checkpoints/best.safetensors")
    #expect(checkpoint.step == best.step)
    let status = try JSONParser.parse(folder.read("runs/tiny-0001/status.json"))
    #expect(status["state"]?.asString == "finished")
    #expect(status["message"]?.asString?.contains("step \(best.step)") == true)
    // Going on with it changes nothing.
    let before = try RunSnapshot(of: "\(folder.path)/runs/tiny-0001")
    #expect(try qganc("run", "--resume", "runs/tiny-0001", "--threads", "1", in: folder).code == 0)
    #expect(before.differences(from: try RunSnapshot(of: "\(folder.path)/runs/tiny-0001")) == [])
    let sample = try qganc(
      "sample", "runs/tiny-0001", "--checkpoint", "best", "-n", "4", "-o", "s.npy", in: folder)
    #expect(sample.text.contains("after \(best.step) steps"))
  }

  @Test func aKilledRunRemembersTheBest() throws {
    try write(
      "monitor: marginals; patience: 40;", every: "every 3 steps { marginals(samples: 6); checkpoint; }")
    let arguments = ["run", "tiny.qgan", "--set", "EPOCHS=600", "--threads", "1"]
    #expect(try CommandLineProcess(arguments + ["--out", "whole"], in: folder).wait().code == 0)
    let process = try CommandLineProcess(arguments + ["--folder", "broken/tiny-0001"], in: folder)
    while process.isRunning, folder.list("broken/tiny-0001/checkpoints").isEmpty {
      Thread.sleep(forTimeInterval: 0.002)
    }
    process.send(SIGKILL)
    _ = try process.wait()
    let resumed = try CommandLineProcess(arguments + ["--folder", "broken/tiny-0001"], in: folder).wait()
    #expect(resumed.code == 0, "\(resumed.errors)")
    let whole = try RunSnapshot(of: folder.path + "/whole/tiny-0001")
    #expect(whole.differences(from: try RunSnapshot(of: folder.path + "/broken/tiny-0001")) == [])
    #expect(folder.list("whole/tiny-0001/checkpoints").contains("best.safetensors"))
  }

  @Test func withoutPatienceTheRunGoesOn() throws {
    try write("monitor: marginals;", every: "every 2 steps { marginals(samples: 6); }")
    #expect(try qganc("run", "tiny.qgan", "--threads", "1", in: folder).code == 0)
    #expect(try values("runs/tiny-0001").last?.step == 12)
    let names = folder.list("runs/tiny-0001/checkpoints")
    #expect(names == ["best.safetensors", "step-000012.safetensors"])
  }
}
