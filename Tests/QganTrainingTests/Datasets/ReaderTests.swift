import Glibc
import QganIR
import Testing

@testable import QganTraining

@Suite struct ReaderTests {
  private func open(
    _ name: String, _ arguments: [String: ConstValue], split: String = "train"
  ) throws -> any DatasetSource {
    try #require(DatasetReaders.all[name]).open(Arguments(values: arguments), split)
  }

  /// Calls that open a small dataset of each reader, so that a new reader cannot go untested.
  private func examples(_ folder: TemporaryFolder) throws -> [String: [String: ConstValue]] {
    let idx = Fixture.bytes(hexadecimal: try #require(Fixture.json("idx.json")["idx"]?.asString))
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1]
    _ = try folder.file("mnist/train-images-idx3-ubyte", idx)
    _ = try folder.file("mnist/train-labels-idx1-ubyte", labels)
    let record = (0..<3073).map { UInt8(truncatingIfNeeded: $0) & 7 }
    _ = try folder.file("cifar/data_batch_1.bin", record + record)
    _ = try folder.file("cifar/data_batch_3.bin", record)
    for (name, channels) in [("cat/a.png", 1), ("cat/b.PNG", 3), ("ant/c.png", 1)] {
      let pixels = (0..<6 * channels).map { UInt8($0 * 10) }
      let image = try #require(Image(width: 3, height: 2, channels: channels, pixels: pixels))
      _ = try folder.file("images/\(name)", PNGFile.encode(image))
    }
    _ = try folder.file("a.npy", NpyFile.encode(StoredTensor((0..<12).map { Float($0) }, shape: [4, 3])))
    _ = try folder.file("a.csv", Array("0,4,8,16,1\n16,8,4,0,0\n".utf8))
    return [
      "fashion_mnist": ["path": .string("\(folder.path)/mnist")],
      "idx": ["path": .string("\(folder.path)/mnist")],
      "cifar10": ["path": .string("\(folder.path)/cifar")],
      "image_folder": ["path": .string("\(folder.path)/images")],
      "npy": ["path": .string("\(folder.path)/a.npy")],
      "npz": ["path": .string(Fixture.path("stored.npz")), "key": .string("train")],
      "csv": [
        "path": .string("\(folder.path)/a.csv"), "shape": .array(shape: [3], elements: [1, 2, 2]),
        "white": .integer(16),
      ],
      "bars_and_stripes": ["r": .integer(3), "c": .integer(2)],
    ]
  }

  @Test func everyReaderGivesWhatItDescribes() throws {
    let folder = try TemporaryFolder()
    let examples = try examples(folder)
    #expect(Set(examples.keys) == Set(DatasetReaders.all.keys))
    for (name, arguments) in examples {
      let source = try open(name, arguments)
      let description = source.description
      #expect(
        try DatasetReaders.definitions[name]?.describe(Arguments(values: arguments), "train") == description)
      #expect(description.count > 0 && description.black < description.white, "\(name)")
      let size = description.shape.reduce(1, *)
      let all = try source.samples(in: 0..<description.count)
      #expect(all.count == description.count * size, "\(name)")
      for index in 0..<description.count {
        #expect(
          try source.samples(in: index..<index + 1) == Array(all[index * size..<(index + 1) * size]),
          "\(name)")
      }
      let labels = try source.labels()
      #expect((labels == nil) == (description.classes == nil), "\(name)")
      if let labels, let classes = description.classes {
        #expect(labels.count == description.count && labels.allSatisfy { $0 >= 0 && $0 < classes }, "\(name)")
      }
      #expect(!DatasetReaders.all[name]!.summary.isEmpty)
    }
  }

  @Test func labelsAndShapes() throws {
    let folder = try TemporaryFolder()
    let examples = try examples(folder)
    let idx = try open("idx", try #require(examples["idx"]))
    #expect(
      idx.description == DatasetDescription(shape: [1, 4, 5], count: 3, classes: 3, black: 0, white: 255))
    #expect(try idx.labels() == [2, 0, 1])
    let cifar = try open("cifar10", try #require(examples["cifar10"]))
    #expect(cifar.description.count == 3 && cifar.description.shape == [3, 32, 32])
    #expect(try cifar.labels() == [0, 0, 0])
    #expect(try cifar.samples(in: 1..<3).prefix(4) == [1, 2, 3, 4])
    let images = try open("image_folder", try #require(examples["image_folder"]))
    // Byte order puts ant before cat; one coloured image makes all of them so.
    #expect(images.description.shape == [3, 2, 3])
    #expect(try images.labels() == [0, 1, 1])
    #expect(try images.samples(in: 0..<1).prefix(8) == [0, 10, 20, 30, 40, 50, 0, 10])
    #expect(try images.samples(in: 2..<3).prefix(2) == [0, 30])
    let csv = try open("csv", try #require(examples["csv"]))
    #expect(try csv.labels() == [1, 0] && csv.samples(in: 1..<2) == [16, 8, 4, 0])
  }

  @Test(arguments: [(1, 1), (1, 4), (2, 2), (3, 3), (3, 5)])
  func barsAndStripesAreAllAndDistinct(rows: Int, columns: Int) throws {
    let source = try BarsAndStripes(rows: rows, columns: columns)
    var expected: Set<[Float]> = []
    for bits in 0..<1 << (rows * columns) {
      let image = (0..<rows * columns).map { Float(bits >> $0 & 1) }
      let rowsAreUniform = (0..<rows * columns).allSatisfy { image[$0] == image[$0 / columns * columns] }
      let columnsAreUniform = (0..<rows * columns).allSatisfy { image[$0] == image[$0 % columns] }
      if rowsAreUniform || columnsAreUniform { expected.insert(image) }
    }
    #expect(Set((0..<source.description.count).map { source.samples(in: $0..<$0 + 1) }) == expected)
    #expect(source.description.count == expected.count)
  }

  @Test func missingDataSayWhatToDo() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: TrainingError.self) {
      try open("fashion_mnist", ["path": .string(folder.path)])
    }
    #expect(error?.description.contains("apt-get install dataset-fashion-mnist") == true)
    #expect(error?.exitCode == 3)
    for name in ["idx", "cifar10", "image_folder", "npy", "npz", "csv"] {
      let arguments: [String: ConstValue] = [
        "path": .string("\(folder.path)/none"), "key": .string("a"), "shape": .integer(1),
      ]
      let error = #expect(throws: TrainingError.self, "\(name)") { try open(name, arguments) }
      guard case .missingData = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
    }
    let other = #expect(throws: TrainingError.self) {
      try open("npz", ["path": .string(Fixture.path("stored.npz")), "key": .string("x")])
    }
    #expect(other?.description.contains("train, labels") == true)
    #expect(throws: TrainingError.self) {
      try open("bars_and_stripes", ["r": .integer(63), "c": .integer(2)])
    }
    #expect(throws: TrainingError.self) {
      try open("bars_and_stripes", ["r": .integer(2), "c": .integer(2)], split: "test")
    }
  }

  @Test func fashionIsFoundThroughTheEnvironment() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let image = [UInt8](repeating: 9, count: 4)
      _ = try folder.file(
        "fashion-mnist/t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2] + image)
      _ = try folder.file("fashion-mnist/t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 9])
      setenv("QGAN_DATA", folder.path, 1)
      let source = try DatasetRecipe(source: .reader("fashion_mnist", arguments: [:]), split: "test").load()
      guard source.count == 1, source.classes == 10, source.labels == [9] else { exit(10) }
    }
  }

  @Test(.enabled(if: Folder.kind(of: "/usr/share/datasets/fashion-mnist") == .folder))
  func realFashion() throws {
    let recipe = DatasetRecipe(
      source: .reader("fashion_mnist", arguments: [:]), split: "test", classes: [9, 1], limit: 10,
      range: [-1, 1])
    let data = try recipe.load()
    #expect(data.count == 10 && data.shape == [1, 28, 28] && data.range == -1...1)
    #expect(data.samples.min() == -1 && data.samples.max()! > 0.9)
    // The first test image is an ankle boot, the third and fourth are trousers.
    #expect(data.labels?.prefix(3) == [0, 1, 1])
    #expect(data.labels?.filter { $0 == 0 }.count == 5)
  }

  @Test func wrongDataAreNamed() throws {
    let folder = try TemporaryFolder()
    let examples = try examples(folder)
    func reason(_ name: String) throws -> String {
      let arguments = try #require(examples[name])
      do {
        let source = try open(name, arguments)
        _ = try source.labels()
        _ = try source.samples(in: 0..<source.description.count)
        return "accepted"
      } catch { return "\(error)" }
    }
    _ = try folder.file("mnist/train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 2, 0])
    #expect(try reason("idx").contains("2 labels for 3 samples"))
    _ = try folder.file("mnist/train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 10])
    #expect(try reason("fashion_mnist").contains("label 10 of sample 2"))
    _ = try folder.file("cifar/data_batch_1.bin", [UInt8](repeating: 10, count: 3073))
    #expect(try reason("cifar10").contains("label 10"))
    _ = try folder.file("cifar/data_batch_1.bin", [UInt8](repeating: 1, count: 3072))
    #expect(try reason("cifar10").contains("3072 bytes"))
    let odd = try #require(Image(width: 2, height: 2, channels: 1, pixels: [0, 0, 0, 0]))
    _ = try folder.file("images/cat/z.png", PNGFile.encode(odd))
    #expect(try reason("image_folder").contains("cat/z.png: the image is 2 by 2 pixels"))
    _ = try folder.file("images/cat/z.png", [1, 2, 3])
    #expect(try reason("image_folder").contains("cat/z.png: this is neither a PNG nor a JPEG file"))
    _ = try folder.file("images/z.png", [1, 2, 3])
    #expect(try reason("image_folder").contains("both images and subfolders"))
    _ = try folder.file("a.csv", Array("1,2\n".utf8))
    #expect(try reason("csv").contains("needs 4, or 5 with a label"))
    _ = try folder.file("a.csv", Array("1,2,3,4,0.5\n".utf8))
    #expect(try reason("csv").contains("not a label"))
    _ = try folder.file("a.npy", NpyFile.encode(StoredTensor([] as [Float], shape: [1 << 40, 0])))
    #expect(try reason("npy").contains("holds no samples"))
  }

  @Test func cifarOfAnyWrongSizeIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("data_batch_1.bin")
    let bytes = [UInt8](repeating: 3, count: 2 * 3073)
    for size in [0, 1, 3072, 3074, 6145] {
      try DurableFile.write(path, Array(bytes[..<size]))
      #expect(throws: TrainingError.self) { try CIFAR10([path]) }
    }
    try DurableFile.write(path, bytes)
    #expect(try CIFAR10([path]).description.count == 2)
  }
}
