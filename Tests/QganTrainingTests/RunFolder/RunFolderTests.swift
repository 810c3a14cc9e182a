import Glibc
import Testing

@testable import QganTraining

@Suite struct RunFolderTests {
  @Test func numbersGoOn() throws {
    let folder = try TemporaryFolder()
    let runs = Folder.join(folder.path, "a/runs")
    let names = try (0..<3).map { _ in Folder.name(of: try RunFolder.create(in: runs, name: "hybrid").path) }
    #expect(names == ["hybrid-0001", "hybrid-0002", "hybrid-0003"])
    try Folder.create(Folder.join(runs, "hybrid-0041"))
    try Folder.create(Folder.join(runs, "hybrid-x"))
    #expect(try Folder.name(of: RunFolder.create(in: runs, name: "hybrid").path) == "hybrid-0042")
    #expect(try Folder.name(of: RunFolder.create(in: runs, name: "hyb").path) == "hyb-0001")
  }

  @Test func simultaneousRunsGetNumbersOfTheirOwn() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    let names = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<30 { group.addTask { try RunFolder.create(in: path, name: "r").path } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(names.count == 30)
  }

  @Test func oneProcessAtATime() throws {
    let folder = try TemporaryFolder()
    var run: RunFolder? = try RunFolder.create(in: folder.path, name: "r")
    let path = try #require(run?.path)
    try run?.writeConfiguration(.object(["seed": .integer(1)]))
    // A lock belongs to the open file, so the same process counts as another.
    #expect(throws: TrainingError.inUse(path: path)) { try RunFolder.open(path) }
    run = nil
    #expect(try RunFolder.open(path).configuration()["seed"] == .integer(1))
  }

  @Test func canBeMoved() throws {
    let folder = try TemporaryFolder()
    let moved = Folder.join(folder.path, "elsewhere")
    do {
      let run = try RunFolder.create(in: folder.path, name: "r")
      try run.writeConfiguration(.object([:]))
      try run.writeStatus(.interrupted, step: 12, message: "Ctrl-C")
      try run.writeSources(["main.qgan": [1, 2], "lib/a.qgan": [3], "../b.qgan": [4], "/x/c.qgan": []])
      try run.checkpoints().write(Checkpoint(tensors: [:], step: 12, epoch: 0, position: 0, seed: 0))
      let image = try #require(Image(width: 1, height: 1, channels: 1, pixels: [7]))
      let bytes = try run.writeSamples(image, step: 12)
      #expect(try ByteSource(path: run.path("samples/step-000012.png")).readAll() == bytes)
      _ = try folder.file("\(Folder.name(of: run.path))/checkpoints/.half\(DurableFile.temporarySuffix)")
      #expect(rename(run.path, moved) == 0)
    }
    let run = try RunFolder.open(moved)
    #expect(try run.status() == .interrupted)
    #expect(try run.checkpoints().newestValid()?.checkpoint.step == 12)
    #expect(try Folder.list(run.path("checkpoints")) == ["step-000012.safetensors"])
    #expect(try ByteSource(path: run.path("sources/lib/a.qgan")).readAll() == [3])
    #expect(try ByteSource(path: run.path("sources/_/b.qgan")).readAll() == [4])
    #expect(try ByteSource(path: run.path("sources/x/c.qgan")).readAll() == [])
    #expect(try Folder.list(folder.path) == ["elsewhere"])
  }

  @Test func otherFoldersAreRefused() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TrainingError.self) { try RunFolder.open(folder.path) }
    #expect(error?.description.contains("not a run folder") == true)
    #expect(throws: TrainingError.self) { try RunFolder.open("/nowhere") }
    #expect(try Folder.list(folder.path) == [])
  }

  @Test(arguments: [
    ("depth/hybrid,LAYERS=2,seed=1", "depth_hybrid,LAYERS=2,seed=1"), ("", "run"), ("..", "run.."),
    ("a b", "a_b"), ("é", "__"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 200)),
  ])
  func namesAreSafe(name: String, safe: String) { #expect(RunFolder.safeName(name) == safe) }
}
