import Glibc
import QganRuntime
import Testing

@testable import QganTraining

@Suite struct DurableFileTests {
  @Test func writesAndReplaces() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [1, 2, 3])
    try DurableFile.write(path, chunks: [[4], [], [5, 6]])
    #expect(try ByteSource(path: path).readAll() == [4, 5, 6])
    #expect(try Folder.list(folder.path) == ["a"])
  }

  @Test func fullDiskKeepsTheOldFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a", [1, 2, 3])
    let error = #expect(throws: TrainingError.self) {
      try DurableFile.write(path, chunks: [[UInt8](repeating: 0, count: 5000)]) {
        (_: String) throws(TrainingError) in try OpenFile("/dev/full", O_WRONLY)
      }
    }
    #expect(error == .diskFull(path: path, need: 5000))
    #expect(error?.exitCode == 4)
    #expect(try ByteSource(path: path).readAll() == [1, 2, 3])
    #expect(try Folder.list(folder.path) == ["a"])
  }

  /// A limit on file sizes is what a test can set without mounting anything; the system reports it like a quota.
  @Test func sizeLimitIsAFullDisk() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try TemporaryFolder()
      let path = try folder.file("a", [1, 2, 3])
      var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
      guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(10) }
      do {
        try DurableFile.write(path, [UInt8](repeating: 7, count: 10_000))
        exit(11)
      } catch TrainingError.diskFull(path, let need) {
        guard need == 10_000 else { exit(12) }
      }
      guard try ByteSource(path: path).readAll() == [1, 2, 3] else { exit(13) }
      guard try Folder.list(folder.path) == ["a"] else { exit(14) }
      let log = try AppendLog(Folder.join(folder.path, "log"))
      let record = [UInt8](repeating: 8, count: 1500)
      try log.append(record)
      try log.append(record)
      do {
        try log.append(record)
        exit(15)
      } catch TrainingError.diskFull {}
      // Only whole records stay.
      guard log.length == 3000, try ByteSource(path: log.path).size == 3000 else { exit(16) }
    }
  }

  @Test func missingFolderIsAnInputOutputError() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TrainingError.self) { try DurableFile.write("\(folder.path)/no/a", [1]) }
    #expect(error == .io(path: "\(folder.path)/no/a", operation: "open", code: ENOENT))
    #expect(error?.description.contains("No such file") == true)
  }

  @Test func leftoversAreRemoved() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a")
    _ = try folder.file(Folder.name(of: DurableFile.temporaryPath(for: path)))
    try DurableFile.removeLeftovers(in: folder.path)
    #expect(try Folder.list(folder.path) == ["a"])
  }

  @Test func logIsCutToWhatTheCheckpointKnows() throws {
    let folder = try TemporaryFolder()
    let path = Folder.join(folder.path, "log")
    let log = try AppendLog(path)
    try log.append(Array("one\n".utf8))
    let length = log.length
    try log.append(Array("two\n".utf8))
    try log.synchronize()
    let resumed = try AppendLog(path, continuingAt: length)
    try resumed.append(Array("2\n".utf8))
    #expect(try ByteSource(path: path).readAll() == Array("one\n2\n".utf8))
    #expect(throws: TrainingError.self) { try AppendLog(path, continuingAt: 100) }
    #expect(try ByteSource(path: path).size == 6)
  }

  @Test func killedProcessLosesNoRecord() async throws {
    // The child cannot be handed a path, so both sides derive it from the parent's id.
    let path = "/tmp/qgan-test-log-\(getpid())"
    defer { unlink(path) }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let log = try AppendLog("/tmp/qgan-test-log-\(getppid())")
      for _ in 0..<100 { try log.append(Array("0123456789".utf8)) }
      kill(getpid(), SIGKILL)
    }
    #expect(try ByteSource(path: path).size == 1000)
  }

  @Test func onlyRegularFilesAreRead() throws {
    let folder = try TemporaryFolder()
    let pipe = Folder.join(folder.path, "pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [folder.path, pipe, "/dev/zero"] {
      let error = #expect(throws: TrainingError.self) { try ByteSource(path: path) }
      #expect(error == .badData(path: path, reason: "this is not a regular file"))
    }
    let missing = #expect(throws: TrainingError.self) { try ByteSource(path: "/nowhere/at/all") }
    #expect(missing?.exitCode == 3)
  }

  @Test(arguments: [
    (TrainingError.badData(path: "", reason: ""), Int32(3)),
    (.missingData(path: "", reason: "", suggestion: ""), 3), (.unfit(""), 1),
    (.diskFull(path: "", need: nil), 4), (.notEnoughMemory(purpose: "", need: 1, have: 0), 4),
    (.io(path: "", operation: "", code: EACCES), 3), (.inUse(path: ""), 2),
    (.system("write", "", code: ENOSPC), 4), (.system("write", "", code: EDQUOT), 4),
  ])
  func exitCodes(error: TrainingError, code: Int32) { #expect(error.exitCode == code) }

  @Test func memoryIsKnownAndChecked() throws {
    let have = Memory.available
    #expect(have > 1 << 20 && have < 1 << 50)
    let error = #expect(throws: TrainingError.self) { try AvailableMemory.check(1 << 60, for: "a test") }
    #expect(error?.description.contains("1.2 EB") == true)
  }
}
