import QganIR
import Testing

@testable import QganTraining

@Suite struct RecipeTests {
  /// Six 1 x 2 gray samples k, k + 0.5 with labels 2 0 1 0 0 2.
  private func table(_ folder: TemporaryFolder) throws -> DatasetRecipe.Source {
    let labels = [2, 0, 1, 0, 0, 2]
    let text = labels.enumerated().map { "\($0),\(Double($0) + 0.5),\($1)\n" }.joined()
    let path = try folder.file("a.csv", Array(text.utf8))
    return .reader(
      "csv",
      arguments: [
        "path": .string(path), "shape": .array(shape: [3], elements: [1, 1, 2]), "white": .real(8),
      ])
  }

  private func firsts(_ data: Dataset) -> [Float] { (0..<data.count).map { data.sample($0).first ?? .nan } }

  @Test func classesAreRenumberedAndLimitedInTurn() throws {
    let folder = try TemporaryFolder()
    let source = try table(folder)
    func load(classes: [Int]?, limit: Int?) throws -> Dataset {
      try DatasetRecipe(source: source, classes: classes, limit: limit, range: [0, 8]).load()
    }
    let both = try load(classes: [2, 0], limit: nil)
    #expect(firsts(both) == [0, 1, 3, 4, 5] && both.labels == [0, 1, 1, 1, 0] && both.classes == 2)
    let three = try load(classes: [2, 0], limit: 3)
    #expect(firsts(three) == [0, 1, 5] && three.labels == [0, 1, 0])
    let four = try load(classes: [0, 2], limit: 4)
    #expect(firsts(four) == [0, 1, 3, 5] && four.labels == [1, 0, 0, 1])
    #expect(firsts(try load(classes: nil, limit: 4)) == [0, 1, 2, 3])
    #expect(firsts(try load(classes: nil, limit: 100)) == [0, 1, 2, 3, 4, 5])
    let bars = DatasetRecipe(
      source: .reader("bars_and_stripes", arguments: ["r": .integer(2), "c": .integer(2)]), limit: 3)
    #expect(try bars.load().samples == [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1])
  }

  @Test func everythingInOrder() throws {
    let folder = try TemporaryFolder()
    let recipe = DatasetRecipe(
      source: try table(folder), classes: [1], resize: [2, 1], channels: 3, range: [-1, 1])
    // Sample 2: the mean of 2 and 2.5, of 8, in two rows and three channels.
    let expected = Float(2.25 / 8 * 2 - 1)
    let data = try recipe.load()
    #expect(data.shape == [3, 2, 1] && data.samples == [Float](repeating: expected, count: 6))
    #expect(
      try recipe.describe()
        == DatasetDescription(shape: [3, 2, 1], count: 1, classes: 1, black: -1, white: 1))
    let gray = try DatasetRecipe(source: .dataset(recipe), channels: 1).load()
    #expect(gray.shape == [1, 2, 1] && gray.range == -1...1)
    #expect(abs(gray.samples[0] - expected) < 1e-6)
    let back = try DatasetRecipe(source: .dataset(recipe), range: [8, 0]).load()
    #expect(back.range == 0...8 && abs(back.samples[0] - (8 - 2.25)) < 1e-6)
  }

  @Test func defaultRangeIsZeroToOne() throws {
    let folder = try TemporaryFolder()
    let data = try DatasetRecipe(source: table(folder)).load()
    #expect(data.range == 0...1 && data.samples.last == 5.5 / 8)
  }

  @Test func endsOfTheRangeAreExact() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.csv", Array("0\n255\n51\n".utf8))
    let source = DatasetRecipe.Source.reader(
      "csv", arguments: ["path": .string(path), "shape": .integer(1), "white": .integer(255)])
    #expect(try DatasetRecipe(source: source, range: [-1, 1]).load().samples == [-1, 1, -0.6])
    #expect(try DatasetRecipe(source: source, range: [0.1, 0.7]).load().samples.prefix(2) == [0.1, 0.7])
  }

  @Test func resizesAsPillow() throws {
    let fixture = try Fixture.json("resize.json")
    let source = try #require(fixture["source"]?.asArray).compactMap(\.asReal).map { Float($0) }
    let folder = try TemporaryFolder()
    let path = try folder.file("a.npy", NpyFile.encode(StoredTensor(source, shape: [1, 1, 7, 10])))
    for result in try #require(fixture["results"]?.asArray) {
      let size = try #require(result["size"]?.asArray).compactMap(\.asInteger)
      let expected = try #require(result["values"]?.asArray).compactMap(\.asReal)
      let data = try DatasetRecipe(source: .reader("npy", arguments: ["path": .string(path)]), resize: size)
        .load()
      #expect(data.shape == [1] + size && data.samples.count == expected.count)
      for (value, reference) in zip(data.samples, expected) { #expect(abs(Double(value) - reference) < 1e-4) }
    }
  }

  @Test func grayIsLuma() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.npy", NpyFile.encode(StoredTensor([1, 0, 0, 1, 0.5, 1] as [Float], shape: [1, 3, 1, 2])))
    let data = try DatasetRecipe(source: .reader("npy", arguments: ["path": .string(path)]), channels: 1)
      .load()
    let expected: [Double] = [0.356, 0.701]
    #expect(data.samples == expected.map { Float($0) })
  }

  @Test func fortranArraysComeInSamples() throws {
    let folder = try TemporaryFolder()
    let hex = try #require(Fixture.json("npy.json")["fortran"]?.asString)
    let path = try folder.file("a.npy", Fixture.bytes(hexadecimal: hex))
    let data = try DatasetRecipe(source: .reader("npy", arguments: ["path": .string(path)]), limit: 1).load()
    #expect(data.samples == (0..<6).map { Float($0) / 4 - 1 })
  }

  @Test(arguments: [
    DatasetRecipe(source: bars, classes: [0]), DatasetRecipe(source: bars, limit: 0),
    DatasetRecipe(source: bars, limit: -1), DatasetRecipe(source: bars, resize: [2, 2]),
    DatasetRecipe(source: bars, channels: 3), DatasetRecipe(source: bars, range: [1, 1]),
    DatasetRecipe(source: bars, range: [0, .infinity]), DatasetRecipe(source: bars, range: [0]),
    DatasetRecipe(source: bars, split: "test"),
  ])
  func refusesWhatDoesNotFit(recipe: DatasetRecipe) {
    let error = #expect(throws: TrainingError.self) { try recipe.describe() }
    #expect(error?.exitCode == 1)
  }

  @Test func refusesWrongClassesAndSizes() throws {
    let folder = try TemporaryFolder()
    let source = try table(folder)
    for classes in [[3], [-1], [0, 0], []] {
      #expect(throws: TrainingError.self) { try DatasetRecipe(source: source, classes: classes).load() }
    }
    for size in [[0, 1], [1], [1, 1, 1], [-1, 2], [1 << 40, 1]] {
      #expect(throws: TrainingError.self) { try DatasetRecipe(source: source, resize: size).load() }
    }
    #expect(throws: TrainingError.self) { try DatasetRecipe(source: source, channels: 2).load() }
    #expect(throws: IRError.self) { try DatasetRecipe(source: .reader("nothing", arguments: [:])).load() }
    // Terabytes: refused before anything is allocated.
    let values = [Float](repeating: 0, count: 4000)
    let path = try folder.file("a.npy", NpyFile.encode(StoredTensor(values, shape: [1000, 2, 2])))
    let many = DatasetRecipe.Source.reader("npy", arguments: ["path": .string(path)])
    let error = #expect(throws: TrainingError.self) {
      try DatasetRecipe(source: many, resize: [30_000, 30_000]).load()
    }
    #expect(error?.exitCode == 4)
  }

  @Test func hashIsStable() throws {
    let recipe = DatasetRecipe(
      source: .reader("idx", arguments: ["path": .string("data/x"), "a": .boolean(true)]), split: "test",
      classes: [3, 1], limit: 10, range: [-1, 1])
    #expect(
      recipe.json.text
        == #"{"source":"idx","source.a":true,"source.path":"data/x","split":"test","classes":[3,1],"limit":10,"range":[-1.0,1.0]}"#
    )
    #expect(recipe.stableHash == SHA256.hexadecimal(of: Array(recipe.json.text.utf8)))
    var other = recipe
    other.limit = 11
    #expect(other.stableHash != recipe.stableHash)
  }
}

private let bars = DatasetRecipe.Source.reader(
  "bars_and_stripes", arguments: ["r": .integer(3), "c": .integer(3)])
