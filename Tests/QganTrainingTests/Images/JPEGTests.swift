import Testing

@testable import QganTraining

@Suite struct JPEGTests {
  private struct Case {
    var file: [UInt8]
    var pixels: [UInt8]
    var channels: Int
  }

  private func cases() throws -> [String: Case] {
    guard case .object(let images)? = try Fixture.json("jpeg.json")["images"] else { throw Missing() }
    return try images.reduce(into: [:]) { result, member in
      result[member.key] = Case(
        file: Fixture.bytes(hexadecimal: try #require(member.value["file"]?.asString)),
        pixels: try #require(member.value["pixels"]?.asArray).map { UInt8($0.asInteger ?? 0) },
        channels: try #require(member.value["channels"]?.asInteger))
    }
  }

  private func reason(_ bytes: [UInt8]) -> String {
    do {
      _ = try JPEGFile.read(ByteSource(bytes, name: "x"))
      return "accepted"
    } catch { return "\(error)" }
  }

  /// Every pixel as Pillow decodes it; the EXIF orientation of one file changes nothing.
  @Test func readsEveryKindExactly() throws {
    let cases = try cases()
    #expect(cases.count == 10)
    for (name, image) in cases {
      let source = ByteSource(image.file, name: name)
      let header = try JPEGFile.header(source)
      #expect(header == ImageHeader(width: 19, height: 13, channels: image.channels), "\(name)")
      let read = try JPEGFile.read(source)
      #expect(read.channels == image.channels && read.pixels == image.pixels, "\(name)")
    }
  }

  /// Whatever is missing is an error, not gray: libjpeg itself would warn and go on.
  @Test func truncatedImages() throws {
    for (_, image) in try cases() {
      Damage.truncations(of: image.file) { _ = try JPEGFile.read($0) }
    }
  }

  @Test func damagedImages() throws {
    for (name, image) in try cases() {
      Damage.random(of: image.file, count: 300, seed: UInt64(name.utf8.count)) { _ = try JPEGFile.read($0) }
    }
  }

  /// Damage behind the headers, in the entropy-coded data, gives an image of the same size or an error.
  @Test func damagedScans() throws {
    var random = SplitMix(state: 3)
    for (_, image) in try cases() {
      let scan = try #require(
        image.file.indices.dropLast().first { image.file[$0] == 0xFF && image.file[$0 + 1] == 0xDA })
      for _ in 0..<300 {
        var copy = image.file
        copy[Int.random(in: scan + 14..<copy.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
        do {
          let read = try JPEGFile.read(ByteSource(copy, name: "damaged"))
          #expect(read.width == 19 && read.height == 13)
        } catch {
          #expect(error.exitCode >= 3)
        }
      }
    }
  }

  @Test func refusesKindsWithAReason() throws {
    let cmyk = Fixture.bytes(hexadecimal: try #require(Fixture.json("jpeg.json")["cmyk"]?.asString))
    #expect(reason(cmyk).contains("CMYK"))
    let gray = try #require(try cases()["gray"]).file
    let frame = try #require(gray.indices.dropLast().first { gray[$0] == 0xFF && gray[$0 + 1] == 0xC0 })
    var copy = gray
    copy[frame + 1] = 0xC9
    #expect(reason(copy).contains("arithmetic"))
    copy = gray
    copy[frame + 4] = 12
    #expect(reason(copy).contains("precision"))
    #expect(reason([0xFF, 0xD8, 0xFF, 0xD9]) != "accepted")
    #expect(reason(Array(gray[..<2])).contains("truncated"))
  }

  /// Sizes that the file cannot fill are refused before anything is allocated.
  @Test(arguments: [(0, 19), (65500, 19), (40_000, 40_000), (32_768, 32_768), (13, 65535)])
  func refusesSizes(height: Int, width: Int) throws {
    for name in ["gray", "progressive"] {
      var file = try #require(try cases()[name]).file
      let frame = try #require(
        file.indices.dropLast().first { file[$0] == 0xFF && (file[$0 + 1] == 0xC0 || file[$0 + 1] == 0xC2) })
      file.replaceSubrange(
        frame + 5..<frame + 9,
        with: [height >> 8, height, width >> 8, width].map { UInt8(truncatingIfNeeded: $0) })
      Damage.expectBadData("\(height) by \(width)") {
        _ = try JPEGFile.header(ByteSource(file, name: "damaged"))
      }
      Damage.expectBadData("\(height) by \(width)") {
        _ = try JPEGFile.read(ByteSource(file, name: "damaged"))
      }
    }
  }

  /// Metadata that fill more than the first 64 KiB, and bytes after the end.
  @Test func longMetadata() throws {
    let image = try #require(try cases()["half"])
    let comment: [UInt8] = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 65533)
    let file = Array(image.file[..<2]) + comment + comment + image.file[2...] + [1, 2, 3]
    let source = ByteSource(file, name: "x")
    #expect(try JPEGFile.header(source).width == 19)
    #expect(try JPEGFile.read(source).pixels == image.pixels)
  }

  /// A progressive file whose scans never end is given up.
  @Test func manyScans() throws {
    let file = try #require(try cases()["gray_progressive"]).file
    let scan = try #require(file.indices.dropLast().first { file[$0] == 0xFF && file[$0 + 1] == 0xDA })
    let next = try #require(
      file.indices[(scan + 2)...].dropLast().first { file[$0] == 0xFF && ![0, 0xFF].contains(file[$0 + 1]) })
    var long = Array(file[..<next])
    for _ in 0..<600 { long += file[scan..<next] }
    long += file[next...]
    #expect(reason(long) != "accepted")
  }

  /// Kinds are told by contents, and names do not matter.
  @Test func kindsAreToldByContents() throws {
    let folder = try TemporaryFolder()
    let image = try #require(try cases()["full"])
    let path = try folder.file("a.png", image.file)
    #expect(try ImageFile.read(path: path).pixels == image.pixels)
    #expect(try ImageFile.header(ByteSource(path: path)).channels == 3)
    for bytes in [[], [0xFF], [0xFF, 0xD8], [0x47, 0x49, 0x46, 0x38]] as [[UInt8]] {
      Damage.expectBadData("\(bytes)") { _ = try ImageFile.header(ByteSource(bytes, name: "damaged")) }
    }
  }
}
