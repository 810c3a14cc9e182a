import QganIR
import Testing

@testable import QganTraining

/// Folders of PNG and JPEG files, of one size and of several.
@Suite struct ImageFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func jpeg(_ name: String) throws -> (file: [UInt8], pixels: [UInt8]) {
    let image = try #require(Fixture.json("jpeg.json")["images"]?[name])
    return (
      Fixture.bytes(hexadecimal: try #require(image["file"]?.asString)),
      try #require(image["pixels"]?.asArray).map { UInt8($0.asInteger ?? 0) }
    )
  }

  private func png(_ width: Int, _ height: Int, channels: Int, value: UInt8) throws -> [UInt8] {
    let pixels = (0..<width * height * channels).map { UInt8(truncatingIfNeeded: $0 * 7) &+ value }
    return try PNGFile.encode(
      try #require(Image(width: width, height: height, channels: channels, pixels: pixels)))
  }

  private func recipe(resize: [Int]? = nil, channels: Int? = nil) -> DatasetRecipe {
    DatasetRecipe(
      source: .reader("image_folder", arguments: ["path": .string(folder.path)]), resize: resize,
      channels: channels, range: [0, 255])
  }

  @Test func namesInAnyCase() throws {
    let (file, pixels) = try jpeg("full")
    for name in ["a.jpg", "b.JPG", "c.jpeg", "d.JPeG"] { _ = try folder.file(name, file) }
    _ = try folder.file("e.PNG", png(19, 13, channels: 3, value: 1))
    for name in ["f.gif", "g.jpg.txt", ".h.jpg", "jpg"] { _ = try folder.file(name, [1, 2, 3]) }
    let data = try recipe().load()
    #expect(data.count == 5 && data.shape == [3, 13, 19])
    // The first row of red, and the first of green.
    #expect(data.sample(2).prefix(19) == ArraySlice((0..<19).map { Float(pixels[3 * $0]) }))
    #expect(data.sample(2).dropFirst(13 * 19).first == Float(pixels[1]))
  }

  @Test func sizesThatDifferNeedResize() throws {
    let first = try folder.file("a/1.png", png(6, 4, channels: 1, value: 3))
    let second = try folder.file("a/2.png", png(4, 4, channels: 3, value: 9))
    _ = try folder.file("b/3.jpg", jpeg("gray").file)
    let error = #expect(throws: TrainingError.self) { try recipe().load() }
    let text = error?.description ?? ""
    #expect(text.contains(first) && text.contains(second) && text.contains("resize: [height, width]"))
    #expect(text.contains("4 by 4") && text.contains("6 by 4"))
    let described = try recipe(resize: [3, 5]).describe()
    #expect(described.shape == [3, 3, 5] && described.needsResize == nil)
    let data = try recipe(resize: [3, 5]).load()
    #expect(data.count == 3 && data.classes == 2 && data.labels == [0, 0, 1])
    // Each is what it would be in a folder of its own.
    for (index, name) in ["a/1.png", "a/2.png", "b/3.jpg"].enumerated() {
      let alone = try TemporaryFolder()
      _ = try alone.file("x.png", ByteSource(path: Folder.join(folder.path, name)).readAll())
      var other = recipe(resize: [3, 5], channels: 3)
      other.source = .reader("image_folder", arguments: ["path": .string(alone.path)])
      #expect(Array(data.sample(index)) == Array(try other.load().samples), "\(name)")
    }
    #expect(throws: TrainingError.self) { try recipe(resize: [0, 5]).describe() }
  }

  /// The size that all have already leaves pixels as they are.
  @Test func resizeToTheSameSize() throws {
    _ = try folder.file("1.png", png(6, 4, channels: 1, value: 3))
    #expect(try recipe(resize: [4, 6]).load().samples == recipe().load().samples)
  }

  /// Folders with damaged files: a typed error that names the file, or samples of the promised size.
  @Test func damagedFolders() throws {
    let files = [
      try jpeg("quarter").file, try jpeg("progressive").file, try png(19, 13, channels: 3, value: 1),
    ]
    var random = SplitMix(state: 8)
    for round in 0..<200 {
      var bytes = files[round % 3]
      if round % 2 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      } else {
        bytes[Int.random(in: 0..<min(bytes.count, 200), using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      }
      _ = try folder.file("1.png", files[0])
      _ = try folder.file("2.jpg", bytes)
      do {
        let data = try recipe(resize: [8, 8]).load()
        #expect(data.samples.count == 2 * 3 * 64)
        #expect(round % 2 == 1, "a truncated file was accepted")
      } catch let error as TrainingError {
        #expect(error.exitCode == 3 || error.exitCode == 4)
        #expect(error.description.contains("2.jpg"))
      }
    }
  }
}
