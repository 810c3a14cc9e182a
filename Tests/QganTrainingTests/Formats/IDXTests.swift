import Testing

@testable import QganTraining

@Suite struct IDXTests {
  private func fixture(_ name: String) throws -> [UInt8] {
    Fixture.bytes(hexadecimal: try #require(Fixture.json("idx.json")[name]?.asString))
  }

  @Test(arguments: ["idx", "gzip", "members"])
  func readsPlainAndCompressed(name: String) throws {
    let pixels = try #require(Fixture.json("idx.json")["pixels"]?.asArray).compactMap(\.asReal).map {
      Float($0)
    }
    let bytes = try fixture(name)
    let file = try IDXFile(ByteSource(bytes, name: name))
    #expect(file.shape == [3, 4, 5])
    #expect(try file.floats(in: 1..<2) == Array(pixels[20..<40]))
    #expect(try file.floats(in: 0..<3) == pixels)
    #expect(throws: TrainingError.self) { try file.floats(in: 2..<4) }
    Damage.truncations(of: bytes) { _ = try IDXFile($0).integers() }
    Damage.random(of: bytes, count: 600) { _ = try IDXFile($0).integers() }
    Damage.expectBadData("trailing bytes") {
      _ = try IDXFile(ByteSource(bytes + [0], name: "damaged")).integers()
    }
  }

  @Test(arguments: ["longer", "shorter"])
  func compressedSizeMustMatch(name: String) throws {
    let bytes = try fixture(name)
    Damage.expectBadData(name) { _ = try IDXFile(ByteSource(bytes, name: "damaged")).integers() }
  }

  @Test func checksumOfGzipCounts() throws {
    var bytes = try fixture("gzip")
    bytes[bytes.count - 6] ^= 1
    Damage.expectBadData("checksum") { _ = try IDXFile(ByteSource(bytes, name: "damaged")).integers() }
  }

  @Test(arguments: [
    [0, 0, 8, 0], [0, 0, 8, 255], [0, 0, 7, 1, 0, 0, 0, 1, 9], [1, 0, 8, 1, 0, 0, 0, 1, 9],
    [0, 1, 8, 1, 0, 0, 0, 1, 9],
    [0, 0, 8, 1, 0, 0, 0, 2, 9], [0, 0, 8, 1, 0, 0, 0, 1, 9, 9], [0, 0, 8, 1, 0x80, 0, 0, 0, 9],
    [0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255],
    [0, 0, 14, 3] + [UInt8](repeating: 255, count: 12),
    [0, 0, 8, 16] + [UInt8](repeating: 255, count: 64),
  ])
  func refusesHeader(bytes: [UInt8]) {
    Damage.expectBadData("\(bytes)") { _ = try IDXFile(ByteSource(bytes, name: "damaged")) }
  }

  @Test func readsEveryType() throws {
    func values(_ code: UInt8, _ data: [UInt8]) throws -> [Float] {
      try IDXFile(ByteSource([0, 0, code, 1, 0, 0, 0, 1] + data, name: "x")).floats(in: 0..<1)
    }
    #expect(try values(0x09, [0xFF]) == [-1])
    #expect(try values(0x0B, [0xFF, 0xFE]) == [-2])
    #expect(try values(0x0C, [0, 1, 0, 0]) == [65536])
    #expect(try values(0x0D, [0x3F, 0x80, 0, 0]) == [1])
    #expect(try values(0x0E, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0]) == [1])
  }
}
