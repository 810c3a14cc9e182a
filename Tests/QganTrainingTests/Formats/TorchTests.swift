import Testing

@testable import QganTraining

/// Files of `torch.save` in both formats; the script beside torch.json made them.
@Suite struct TorchTests {
  private func fixtures(_ kind: String) throws -> [(name: String, members: JSONValue, bytes: [UInt8])] {
    guard case .object(let members)? = try Fixture.json("torch.json")[kind] else { throw Missing() }
    return members.map {
      ($0.key, $0.value, Fixture.bytes(hexadecimal: $0.value["hex"]?.asString ?? ""))
    }
  }

  private struct Missing: Error {}

  private func readAll(_ source: ByteSource) throws {
    let file = try WeightFiles.open(source)
    for name in file.names { _ = try file.tensor(name).doubles }
  }

  @Test func readsWhatPyTorchWrites() throws {
    let files = try fixtures("files")
    #expect(files.count > 12)
    for (name, members, bytes) in files {
      let file = try WeightFiles.open(ByteSource(bytes, name: name))
      guard case .object(let tensors)? = members["tensors"] else { throw Missing() }
      #expect(file.names == Array(tensors.keys), "\(name)")
      for (key, expected) in tensors {
        let tensor = try file.tensor(key)
        #expect(tensor.shape == expected["shape"]?.asArray?.compactMap(\.asInteger), "\(name): \(key)")
        #expect(file.shape(of: key) == tensor.shape)
        #expect(tensor.doubles == expected["values"]?.asArray?.compactMap(\.asReal), "\(name): \(key)")
      }
      #expect(file.shape(of: "missing") == nil)
      #expect(throws: TrainingError.self) { try file.tensor("missing") }
    }
  }

  @Test func refusesWhatIsNoWeights() throws {
    let files = try fixtures("hostile")
    #expect(files.count > 40)
    for (name, members, bytes) in files {
      let words = try #require(members["says"]?.asString)
      do {
        try readAll(ByteSource(bytes, name: "hostile"))
        Issue.record("\(name) was accepted")
      } catch TrainingError.badData(_, let reason) {
        #expect(reason.contains(words), "\(name): \(reason)")
      }
    }
  }

  @Test(arguments: ["by hand", "views/legacy", "module_state/zip"])
  func truncatedFilesAreRefused(name: String) throws {
    let bytes = try #require(try fixtures("files").first { $0.name == name }).bytes
    Damage.truncations(of: bytes) { try readAll($0) }
  }

  @Test func damagedFilesGiveErrorsOrNumbers() throws {
    for (name, _, bytes) in try fixtures("files") + fixtures("hostile") {
      Damage.random(of: bytes, count: 40, seed: UInt64(name.utf8.count)) { try readAll($0) }
    }
    // Every bit of a small one.
    let bytes = try #require(try fixtures("files").first { $0.name == "by hand" }).bytes
    for bit in 0..<bytes.count * 8 {
      var copy = bytes
      copy[bit / 8] ^= 1 << UInt8(bit % 8)
      do { try readAll(ByteSource(copy, name: "damaged")) } catch is TrainingError {}
    }
  }

  /// Pickles in which each byte asks for something end at a limit, soon and with little memory.
  @Test(
    arguments: [
      [0x5D], [0x28], [0x7D, 0x94], [0x4B, 1, 0x85], [0x29, 0x85, 0x32], [0x8F],
      [0x8E, 0, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func largePicklesEnd(unit: [UInt8]) {
    let body = (0..<3_000_000 / unit.count).flatMap { _ in unit }
    Damage.expectBadData("\(unit)") {
      var machine = PickleMachine([0x80, 4] + body + [0x2E])
      _ = try machine.run(ByteSource([], name: "damaged"))
    }
  }

  /// A list that is called upon again and again costs each time.
  @Test func repeatedCopiesEnd() {
    var pickle: [UInt8] = [0x80, 2, 0x5D, 0x28]
    for _ in 0..<20000 { pickle += [0x29, 0x29, 0x86] }
    pickle += [0x65, 0x85, 0x71, 0, 0x30] + Array("ccollections\nOrderedDict\nq\u{1}0".utf8)
    for _ in 0..<200_000 { pickle += [0x68, 1, 0x68, 0, 0x52, 0x30] }
    Damage.expectBadData("copies") {
      var machine = PickleMachine(pickle + [0x4E, 0x2E])
      _ = try machine.run(ByteSource([], name: "damaged"))
    }
  }

  @Test func formatsAreToldApartByContent() throws {
    let bytes = try ByteSource(path: Fixture.path("reference.safetensors")).readAll()
    let folder = try TemporaryFolder()
    let file = try WeightFiles.open(path: folder.file("called.pth", bytes))
    #expect(file is SafetensorsFile && file.names.contains("a"))
    #expect(try file.sha256() == SHA256.hexadecimal(of: bytes))
    #expect(file.path.hasSuffix("called.pth"))
    for other in [[], [1], Array("no weights at all".utf8), [0x80, 2]] as [[UInt8]] {
      Damage.expectBadData("\(other)") { _ = try WeightFiles.open(ByteSource(other, name: "damaged")) }
    }
  }
}
