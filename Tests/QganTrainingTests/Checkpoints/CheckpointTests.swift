import Glibc
import Testing

@testable import QganTraining

@Suite struct CheckpointTests {
  private func checkpoint(step: Int) -> Checkpoint {
    Checkpoint(
      tensors: [
        "generator.dense.weight": StoredTensor((0..<6).map { Float($0 + step) }, shape: [2, 3]),
        "generator.\"sha256\":\"": StoredTensor([1.5 as Double], shape: []),
        "optimizer/generator.dense.weight.exp_avg": StoredTensor(
          [Float](repeating: .nan, count: 6), shape: [2, 3]),
        "ema/generator.dense.weight": StoredTensor([Float](repeating: 0.25, count: 6), shape: [2, 3]),
        "state/counter": StoredTensor([Int.max, Int.min]), "empty": StoredTensor([] as [Float]),
      ],
      step: step, epoch: 2, position: 7, seed: -3, logLengths: ["metrics.jsonl": 1 << 40, "b": 0],
      extra: ["configuration": "\"sha256\":\"x\"", "ünï": ""])
  }

  private func bytes(_ checkpoint: Checkpoint) -> [UInt8] { Array(checkpoint.encoded().joined()) }

  @Test func readsWhatItWrites() throws {
    let folder = try TemporaryFolder()
    let path = Folder.join(folder.path, "c.safetensors")
    let written = checkpoint(step: 5)
    try written.write(to: path)
    let read = try Checkpoint(path: path)
    #expect(read == written)
    #expect(
      read.weights.count == 3
        && read.tensors(in: "optimizer").keys.sorted() == ["generator.dense.weight.exp_avg"])
    #expect(bytes(read) == bytes(written))
    // Any program that knows the format can load it.
    #expect(try SafetensorsFile(path: path).tensor("generator.dense.weight").shape == [2, 3])
  }

  @Test func everyDamagedByteIsFound() throws {
    let folder = try TemporaryFolder()
    let sound = bytes(checkpoint(step: 1))
    let path = Folder.join(folder.path, "c.safetensors")
    var random = SplitMix(state: 2)
    for place in stride(from: 0, to: sound.count, by: 3) {
      var copy = sound
      copy[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try write(path, copy)
      let error = #expect(throws: TrainingError.self, "byte \(place)") { try Checkpoint(path: path) }
      #expect(error?.exitCode == 3)
    }
    for count in stride(from: 0, to: sound.count, by: 17) {
      try write(path, Array(sound[..<count]))
      #expect(throws: TrainingError.self, "cut to \(count)") { try Checkpoint(path: path) }
    }
    try write(path, sound)
    #expect(try Checkpoint(path: path).step == 1)
  }

  /// Without the flushes of a durable write, of which there are many here.
  private func write(_ path: String, _ bytes: [UInt8]) throws {
    try OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC).write(bytes)
  }

  @Test func otherSafetensorsAreNoCheckpoints() throws {
    let error = #expect(throws: TrainingError.self) {
      try Checkpoint(path: Fixture.path("reference.safetensors"))
    }
    #expect(error?.description.contains("not a checkpoint") == true)
  }

  @Test func keepsTheNewest() throws {
    let folder = try TemporaryFolder()
    let checkpoints = CheckpointFolder(Folder.join(folder.path, "checkpoints"), keep: 2)
    #expect(try checkpoints.newestValid() == nil)
    for step in [9, 10, 100, 1_000_000] { try checkpoints.write(checkpoint(step: step)) }
    #expect(try checkpoints.list().map(\.step) == [100, 1_000_000])
    #expect(try Folder.list(checkpoints.path) == ["step-000100.safetensors", "step-1000000.safetensors"])
    let found = try #require(try checkpoints.newestValid())
    #expect(found.checkpoint.step == 1_000_000 && found.warnings.isEmpty)
  }

  @Test func fallsBackFromDamage() throws {
    let folder = try TemporaryFolder()
    let checkpoints = CheckpointFolder(folder.path, keep: 1)
    for step in [1, 2, 3] {
      try checkpoint(step: step).write(to: "\(folder.path)/\(CheckpointFolder.name(ofStep: step))")
    }
    for step in [2, 3] {
      let path = "\(folder.path)/\(CheckpointFolder.name(ofStep: step))"
      var damaged = try ByteSource(path: path).readAll()
      damaged[damaged.count - 1] ^= 1
      try write(path, damaged)
    }
    let found = try #require(try checkpoints.newestValid())
    #expect(found.checkpoint.step == 1 && found.warnings.count == 2)
    #expect(found.warnings.first?.contains("step-000003.safetensors: the checksum does not match") == true)
    // Going on from step 1, later files must not push sound ones out.
    try checkpoints.write(checkpoint(step: 2))
    #expect(try checkpoints.list().map(\.step) == [2])
    #expect(try #require(try checkpoints.newestValid()).checkpoint.step == 2)
    #expect(try Folder.list(folder.path).contains("step-000003.safetensors.damaged"))
  }

  @Test func allDamagedIsAnError() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("step-000001.safetensors", [1, 2, 3])
    let error = #expect(throws: TrainingError.self) { try CheckpointFolder(folder.path).newestValid() }
    #expect(error?.exitCode == 3)
  }

  @Test func killedWhileWritingKeepsTheOneBefore() async throws {
    let path = "/tmp/qgan-test-kill-\(getpid())"
    defer {
      for name in (try? Folder.list(path)) ?? [] { unlink("\(path)/\(name)") }
      rmdir(path)
    }
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let path = "/tmp/qgan-test-kill-\(getppid())"
      let tensors = ["w": StoredTensor([Float](repeating: 1, count: 100))]
      let folder = CheckpointFolder(path)
      try folder.write(Checkpoint(tensors: tensors, step: 1, epoch: 0, position: 1, seed: 0))
      // Half of the next one is on the disk when the process dies.
      let next = Checkpoint(tensors: tensors, step: 2, epoch: 0, position: 2, seed: 0)
      let target = Folder.join(path, CheckpointFolder.name(ofStep: 2))
      try DurableFile.write(target, chunks: next.encoded()) { (temporary: String) throws(TrainingError) in
        let file = try OpenFile(temporary, O_WRONLY | O_CREAT)
        try file.write(next.encoded()[0])
        kill(getpid(), SIGKILL)
        return file
      }
    }
    #expect(try Folder.list(path).count == 2)
    let found = try #require(try CheckpointFolder(path).newestValid())
    #expect(found.checkpoint.step == 1 && found.warnings.isEmpty)
    try DurableFile.removeLeftovers(in: path)
    #expect(try Folder.list(path) == ["step-000001.safetensors"])
  }
}
