import QganIR
import Testing

@testable import QganTraining

/// Arrays of NumPy as images and labels.
@Suite struct ArrayReaderTests {
  private func npz(
    _ file: String, _ arguments: [String: ConstValue] = [:], split: String = "train"
  ) throws -> Dataset {
    var all = arguments
    all["path"] = .string(Fixture.path(file))
    return try Dataset(try #require(DatasetReaders.all["npz"]).open(Arguments(values: all), split))
  }

  private func text(_ body: () throws -> Dataset) -> String {
    do {
      _ = try body()
      return "accepted"
    } catch { return "\(error)" }
  }

  /// Image n of the fixtures has the values 60 n to 60 n + 59, modulo 251, as [3, 5, 4].
  private func values(_ images: Range<Int>) -> [Float] {
    images.flatMap { n in (0..<60).map { Float((60 * n + $0) % 251) } }
  }

  @Test(arguments: ["X", "plain"])
  func houseNumbers(key: String) throws {
    let data = try npz(
      "svhn.npz",
      ["key": .string(key), "labels": .string("y"), "layout": .string("HWCN"), "zero": .integer(10)])
    #expect(data.shape == [3, 5, 4] && data.count == 6 && data.range == 0...255)
    #expect(data.samples == values(0..<6))
    #expect(data.labels == [1, 0, 3, 2, 0, 9] && data.classes == 10)
  }

  @Test func splitsByName() throws {
    let train = try npz("medmnist.npz", ["layout": .string("NHWC")])
    #expect(train.samples == values(0..<6) && train.labels == [1, 1, 0, 2, 1, 0] && train.classes == 3)
    let test = try npz("medmnist.npz", ["layout": .string("NHWC")], split: "test")
    #expect(test.samples == values(0..<2) && test.labels == [2, 1])
    let gray = try npz("keras.npz", ["layout": .string("NHW")], split: "test")
    #expect(gray.shape == [1, 5, 4] && gray.labels == [1, 2, 3])
    #expect(gray.samples == (0..<3).flatMap { values($0..<$0 + 1).prefix(20) })
    #expect(try npz("keras.npz").shape == [5, 4])
  }

  @Test(arguments: ["NCHW", "NHWC", "HWCN"])
  func layouts(name: String) throws {
    let data = try npz("layouts.npz", ["key": .string(name), "layout": .string(name)])
    #expect(data.shape == [3, 5, 4] && data.samples == values(0..<4) && data.labels == nil)
  }

  @Test func otherForms() throws {
    let fortran = try npz("layouts.npz", ["key": .string("fortran"), "layout": .string("NHWC")])
    #expect(fortran.samples == values(0..<4))
    let gray = (0..<4).flatMap { Array(values($0..<$0 + 1)[20..<40]) }
    for name in ["NHW", "HWN"] {
      let data = try npz("layouts.npz", ["key": .string(name), "layout": .string(name)])
      #expect(data.shape == [1, 5, 4] && data.samples == gray, "\(name)")
    }
    for type in ["f32", "f64", "i64", "big"] {
      let data = try npz("layouts.npz", ["key": .string(type), "white": .integer(255)])
      #expect(data.samples == values(0..<4) && data.range == 0...255, "\(type)")
      #expect(try npz("layouts.npz", ["key": .string(type)]).range == 0...1)
    }
    for name in ["row", "column", "lying"] {
      let data = try npz("layouts.npz", ["key": .string("f32"), "labels": .string(name)])
      #expect(data.labels == [0, 1, 2, 1] && data.classes == 3, "\(name)")
    }
  }

  @Test func wrongLabelsAndNamesAreSaid() {
    func with(_ labels: String) -> String {
      text { try npz("layouts.npz", ["key": .string("f32"), "labels": .string(labels)]) }
    }
    #expect(with("fraction").contains("label 0.5 of sample 1 is not a whole number"))
    #expect(with("infinite").contains("not a whole number"))
    #expect(with("negative").contains("label -1 of sample 1"))
    #expect(with("many").contains("[4, 14]"))
    #expect(with("short").contains("3 labels for 4 samples"))
    #expect(with("none").contains("there is no array `none`"))
    #expect(text { try npz("layouts.npz") }.contains("neither an array `train_images` nor `x_train`"))
    #expect(text { try npz("layouts.npz", ["key": .string("f32")], split: "test") }.contains("split"))
    #expect(text { try npz("keras.npz", ["labels": .string("y_test")]) }.contains("needs `key`"))
    #expect(
      text { try npz("layouts.npz", ["key": .string("NHW"), "layout": .string("NCHW")]) }
        .contains("[4, 5, 4] has not the layout NCHW"))
  }

  /// Damaged archives: a typed error or a dataset, whatever is asked of them.
  @Test(arguments: ["svhn.npz", "medmnist.npz", "layouts.npz"])
  func damagedArchives(name: String) throws {
    let bytes = try ByteSource(path: Fixture.path(name)).readAll()
    let folder = try TemporaryFolder()
    let path = Folder.join(folder.path, "a.npz")
    let arguments: [String: ConstValue] =
      switch name {
      case "svhn.npz": ["key": .string("X"), "labels": .string("y"), "layout": .string("HWCN")]
      case "medmnist.npz": ["layout": .string("NHWC")]
      default: ["key": .string("fortran"), "labels": .string("column"), "layout": .string("NHWC")]
      }
    var all = arguments
    all["path"] = .string(path)
    let reader = try #require(DatasetReaders.all["npz"])
    func read(_ bytes: [UInt8], mayPass: Bool) throws {
      try DurableFile.write(path, bytes)
      do {
        _ = try Dataset(reader.open(Arguments(values: all), "train"))
        #expect(mayPass, "a truncated archive was accepted")
      } catch let error as TrainingError {
        #expect(error.exitCode == 3 || error.exitCode == 4, "\(error)")
      }
    }
    for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 150)) {
      try read(Array(bytes[..<count]), mayPass: false)
    }
    var random = SplitMix(state: 2)
    for _ in 0..<300 {
      var copy = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        copy[Int.random(in: 0..<copy.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      try read(copy, mayPass: true)
    }
  }
}
