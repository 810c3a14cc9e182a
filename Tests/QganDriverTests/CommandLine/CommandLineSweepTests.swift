import Foundation
import QganTraining
import Testing

/// `qganc run --sweep`: points in processes of their own, done once each.
@Suite(.serialized) struct CommandLineSweepTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "tiny.qgan",
      CommandLinePrograms.tiny + """

        sweep rates of {tiny, fast} { EPOCHS in {2}; seed in [1:3]; }
        sweep long of tiny { EPOCHS in {30000}; seed in [1:2]; }
        sweep broken of tiny { EPOCHS in {1, 0}; }
        """)
  }

  private func sweep(_ name: String, _ more: String...) throws -> CommandLineProcess {
    try CommandLineProcess(["run", "tiny.qgan", "--sweep", name, "--threads", "1"] + more, in: folder)
  }

  @Test func everyPointRunsOnce() throws {
    let first = try sweep("rates").wait()
    #expect(first.code == 0, "\(first.errors)")
    #expect(first.lines == ["6 of 6 points done"])
    let points = folder.list("runs/rates")
    #expect(points == ["fast", "tiny"].flatMap { b in (1...3).map { "\(b),EPOCHS=2,seed=\($0)" } })
    let before = try points.map { try folder.read("runs/rates/\($0)/status.json") }
    let times = try points.map { try modified("runs/rates/\($0)/metrics.jsonl") }
    // One that was lost is made again, byte for byte, and no other is touched.
    try FileManager.default.removeItem(atPath: "\(folder.path)/runs/rates/\(points[4])")
    let second = try sweep("rates").wait()
    #expect(second.lines == ["6 of 6 points done, 5 of them before"])
    #expect(try points.map { try folder.read("runs/rates/\($0)/status.json") } == before)
    let again = try points.map { try modified("runs/rates/\($0)/metrics.jsonl") }
    #expect(points.indices.filter { times[$0] != again[$0] } == [4])
    // The point is what the same settings give by themselves.
    let alone = try qganc(
      "run", "tiny.qgan", "--variant", "tiny", "--set", "EPOCHS=2", "--set", "seed=2", "--out", "alone",
      "--threads", "1", in: folder)
    #expect(alone.code == 0)
    #expect(
      try folder.read("alone/tiny-0001/metrics.jsonl")
        == folder.read("runs/rates/tiny,EPOCHS=2,seed=2/metrics.jsonl"))
  }

  @Test func shardsShareTheWork() throws {
    for shard in ["1/4", "2/4", "3/4"] { #expect(try sweep("rates", "--shard", shard).wait().code == 0) }
    #expect(folder.list("runs/rates").count == 5)
    let last = try sweep("rates", "--format", "json").wait()
    let records = try #require(last.json().asArray)
    #expect(records.count == 6)
    #expect(records.count { $0["ending"]?.asString == "finished" } == 1)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL]) func stopsWithCheckpointsAndGoesOn(signal: Int32) throws {
    let process = try sweep("long", "--jobs", "2")
    let points = ["tiny,EPOCHS=30000,seed=1", "tiny,EPOCHS=30000,seed=2"]
    func state(_ point: String) -> String? {
      (try? folder.read("runs/long/\(point)/status.json")).flatMap { try? JSONParser.parse($0) }?["state"]?
        .asString
    }
    func hasCheckpoint(_ point: String) -> Bool {
      folder.list("runs/long/\(point)/checkpoints").contains { $0.hasPrefix("step") }
    }
    while process.isRunning, !points.allSatisfy(hasCheckpoint) { Thread.sleep(forTimeInterval: 0.01) }
    process.send(signal)
    #expect(try process.wait().code == (signal == SIGKILL ? 128 + SIGKILL : 130))
    // Points whose sweep was killed end by themselves.
    let start = ContinuousClock.now
    while points.contains(where: { state($0) == "running" }), ContinuousClock.now - start < .seconds(60) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(points.map(state) == ["interrupted", "interrupted"])
    let resumed = try sweep("long", "--jobs", "2")
    while resumed.isRunning, !points.allSatisfy({ state($0) == "running" }) {
      Thread.sleep(forTimeInterval: 0.01)
    }
    resumed.send(SIGTERM)
    let outcome = try resumed.wait()
    #expect(outcome.code == 130)
    #expect(outcome.errors.contains("going on"))
  }

  @Test func anErrorInOnePointIsFoundBeforeTheFirstRuns() throws {
    let outcome = try sweep("broken").wait()
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("`epochs` must be at least 1"))
    #expect(folder.list("runs").isEmpty)
  }

  @Test func pointsThatFailAreToldAndOthersRun() throws {
    try folder.write("runs/rates/tiny,EPOCHS=2,seed=1/samples", "a file in the way")
    let outcome = try sweep("rates").wait()
    #expect(outcome.code == 3)
    #expect(outcome.lines.first == "5 of 6 points done")
    #expect(outcome.text.contains("failed with exit code 3: tiny,EPOCHS=2,seed=1"))
  }

  @Test func anotherProgramsRunIsNotGoneOnWith() throws {
    #expect(try sweep("rates", "--shard", "1/6").wait().code == 0)
    let outcome = try sweep("rates", "--set", "RATE=0.2").wait()
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("another program or of other settings"))
  }

  @Test func misuse() throws {
    #expect(try sweep("nope").wait().code == 2)
    #expect(try sweep("rates", "--shard", "5/4").wait().code == 2)
    #expect(try sweep("rates", "--variant", "fast").wait().code == 2)
    #expect(try qganc("run", "tiny.qgan", "--jobs", "2", in: folder).code == 2)
  }

  private func modified(_ name: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")[.modificationDate] as? Date
  }
}
