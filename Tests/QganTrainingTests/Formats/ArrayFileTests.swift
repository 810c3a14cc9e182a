import Testing

@testable import QganTraining

@Suite struct ArrayFileTests {
  private let quarters = (0..<12).map { Float($0) / 4 - 1 }
  private let whole = (0..<12).map { Float($0) }

  @Test func readsWhatNumPyWrites() throws {
    guard case .object(let files) = try Fixture.json("npy.json") else { throw Missing() }
    #expect(files.count > 20)
    for (name, hex) in files {
      let bytes = Fixture.bytes(hexadecimal: try #require(hex.asString))
      let array = try NpyFile(ByteSource(bytes, name: name))
      if name == "scalar" {
        #expect(try array.shape == [] && array.doubles() == [2.5])
        continue
      }
      #expect(array.shape == [2, 3, 2], "\(name)")
      let expected =
        name == "bool" ? whole.map { Float(Int($0) % 2) } : array.type.isInteger ? whole : quarters
      #expect(try array.floats() == expected, "\(name)")
      #expect(try array.doubles() == expected.map { Double($0) }, "\(name)")
      #expect(try array.floats(in: 1..<2) == Array(expected[6...]), "\(name)")
      #expect(throws: TrainingError.self) { try array.floats(in: 1..<3) }
      Damage.truncations(of: bytes, step: name == "<f4" ? 1 : 7) { _ = try NpyFile($0).floats() }
      Damage.random(of: bytes, count: 60) { _ = try NpyFile($0).floats() }
    }
  }

  @Test func writesWhatItReads() throws {
    for tensor in [
      StoredTensor(quarters, shape: [3, 4]), StoredTensor([1, 2, 3]),
      StoredTensor([0.5 as Double], shape: []),
    ] {
      let bytes = NpyFile.encode(tensor)
      let array = try NpyFile(ByteSource(bytes, name: "x"))
      #expect(array.shape == tensor.shape && array.type == tensor.type)
      #expect(try array.doubles() == tensor.doubles)
      #expect((bytes.count - tensor.bytes.count) % 64 == 0)
    }
  }

  private func npy(_ header: String, data: Int = 16) -> ByteSource {
    var bytes: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]
    bytes += [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
    return ByteSource(bytes + header.utf8 + [UInt8](repeating: 0, count: data), name: "damaged")
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (5,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648, 2147483648, 2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': 4}",
    "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}",
    "{'descr': '|O', 'fortran_order': False, 'shape': (4,)}",
    "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '|f4', 'fortran_order': False, 'shape': (4,)}",
    "{'descr': '', 'fortran_order': False, 'shape': (4,)}",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}", "[]", "",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'x': 1}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4 4)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)",
  ])
  func refusesHeader(header: String) {
    Damage.expectBadData(header) { _ = try NpyFile(npy(header)) }
  }

  @Test func acceptsUnusualHeaders() throws {
    #expect(try NpyFile(npy("{ \"shape\":(2,2L),'fortran_order' : True,'descr':'=f4' }\n")).shape == [2, 2])
    #expect(
      try NpyFile(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 3)}", data: 0)).floats() == [])
  }

  @Test func readsArchives() throws {
    for name in ["stored.npz", "deflated.npz"] {
      let source = try ByteSource(path: Fixture.path(name))
      let archive = try ZipArchive(source)
      let array = try NpyFile(archive.contents(of: "train.npy"))
      #expect(try array.floats() == quarters)
      #expect(throws: TrainingError.self) { try archive.contents(of: "test.npy") }
      let bytes = try source.readAll()
      Damage.truncations(of: bytes) { try readAll($0) }
      Damage.random(of: bytes, count: 1000) { try readAll($0) }
    }
    let archive = try ZipArchive(ByteSource(path: Fixture.path("deflated.npz")))
    #expect(archive.names == ["train.npy", "zeros.npy"])
    #expect(try NpyFile(archive.contents(of: "zeros.npy")).doubles() == [Double](repeating: 0, count: 2000))
  }

  private func readAll(_ source: ByteSource) throws {
    let archive = try ZipArchive(source)
    for name in archive.names { _ = try NpyFile(archive.contents(of: name)).floats() }
  }

  @Test func halfPrecision() {
    let bits: [UInt16] = [0x0000, 0x8000, 0x0001, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0x7C00, 0xFC00, 0x3555]
    let bytes = bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let values = ScalarType.float16.doubles(bytes)
    #expect(values == [0, 0, 0x1p-24, 0x3FFp-24, 0x1p-14, 1, 65504, .infinity, -.infinity, 0.333251953125])
    #expect(ScalarType.float16.doubles([0x01, 0x7E])[0].isNaN)
    #expect(ScalarType.bfloat16.doubles([0x80, 0x3F]) == [1])
  }
}

struct Missing: Error {}
