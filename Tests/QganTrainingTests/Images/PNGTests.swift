import Testing

@testable import QganTraining

@Suite struct PNGTests {
  private struct Case {
    var file: [UInt8]
    var pixels: [UInt8]
    var channels: Int
  }

  private func cases() throws -> [String: Case] {
    guard case .object(let images)? = try Fixture.json("png.json")["images"] else { throw Missing() }
    return try images.reduce(into: [:]) { result, member in
      result[member.key] = Case(
        file: Fixture.bytes(hexadecimal: try #require(member.value["file"]?.asString)),
        pixels: try #require(member.value["pixels"]?.asArray).map { UInt8($0.asInteger ?? 0) },
        channels: try #require(member.value["channels"]?.asInteger))
    }
  }

  @Test func readsEveryKind() throws {
    let cases = try cases()
    #expect(cases.count == 10)
    for (name, image) in cases {
      let source = ByteSource(image.file, name: name)
      let header = try PNGFile.header(source)
      #expect(header == .init(width: 5, height: 4, channels: image.channels), "\(name)")
      let read = try PNGFile.read(source)
      #expect(read.channels == image.channels && read.pixels == image.pixels, "\(name)")
    }
  }

  @Test func damagedImages() throws {
    for (_, image) in try cases() {
      Damage.truncations(of: image.file) { _ = try PNGFile.read($0) }
      Damage.random(of: image.file, count: 150) { _ = try PNGFile.read($0) }
    }
  }

  /// Damage behind a checksum that is right: only then do lengths and filters themselves get read.
  @Test func damagedImagesWithSoundChecksums() throws {
    var random = SplitMix(state: 5)
    for (_, image) in try cases() {
      for _ in 0..<150 {
        var copy = image.file
        copy[Int.random(in: 16..<copy.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        repairChecksums(&copy)
        do {
          _ = try PNGFile.read(ByteSource(copy, name: "damaged"))
        } catch {
          #expect(error.exitCode >= 3)
        }
      }
    }
  }

  @Test(arguments: [
    (UInt32(0), UInt32(4)), (4, 0), (40_000, 1), (1, 40_000), (1 << 31, 1 << 31), (UInt32.max, UInt32.max),
    (32_768, 32_768),
  ])
  func refusesSizes(width: UInt32, height: UInt32) throws {
    var file = try #require(try cases()["rgb"]).file
    file.replaceSubrange(16..<20, with: ProtobufWriter.littleEndian(width).reversed())
    file.replaceSubrange(20..<24, with: ProtobufWriter.littleEndian(height).reversed())
    repairChecksums(&file)
    Damage.expectBadData("\(width) by \(height)") { _ = try PNGFile.read(ByteSource(file, name: "damaged")) }
    Damage.expectBadData("\(width) by \(height)") {
      _ = try PNGFile.header(ByteSource(file, name: "damaged"))
    }
  }

  @Test func writesWhatItReads() throws {
    var random = SplitMix(state: 9)
    for (width, height, channels) in [(1, 1, 1), (7, 3, 3), (300, 2, 1), (64, 64, 3)] {
      let pixels = (0..<width * height * channels).map { _ in UInt8.random(in: 0...255, using: &random) }
      let image = try #require(Image(width: width, height: height, channels: channels, pixels: pixels))
      let bytes = try PNGFile.encode(image)
      #expect(try PNGFile.read(ByteSource(bytes, name: "x")) == image)
      #expect(try PNGFile.encode(image) == bytes)
    }
    #expect(Image(width: 2, height: 2, channels: 2, pixels: [UInt8](repeating: 0, count: 8)) == nil)
    #expect(Image(width: 2, height: 2, channels: 1, pixels: [0]) == nil)
  }

  /// Writes the CRC-32 (PNG specification, annex D) of each chunk whose length is sound.
  private func repairChecksums(_ file: inout [UInt8]) {
    var position = 8
    while position + 12 <= file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard position + 12 + length <= file.count else { return }
      var sum = ~0 as UInt32
      for byte in file[position + 4..<position + 8 + length] {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1 }
      }
      let place = position + 8 + length
      file.replaceSubrange(place..<place + 4, with: ProtobufWriter.littleEndian(~sum).reversed())
      position += 12 + length
    }
  }
}
