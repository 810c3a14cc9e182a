import Testing

@testable import QganTraining

/// Run folders as others read them.
@Suite struct RunRecordTests {
  @Test func curvesAreBoundedAndExactWhereTheySaySo() throws {
    var series = MetricSeries()
    let values = (1...100_001).map { step in Double((step * 7919) % 1009) }
    for (index, value) in values.enumerated() { series.append(step: index + 1, value) }
    series.append(step: 100_002, .nan)
    #expect(series.pieces.count <= MetricSeries.pieceLimit)
    #expect(series.pieces.count >= MetricSeries.pieceLimit / 2)
    #expect(series.count == values.count && series.nonFinite == 1)
    #expect(series.last == .init(step: 100_001, value: values[100_000]))
    #expect(series.lowest?.value == values.min() && series.highest?.value == values.max())
    #expect(series.pieces.map(\.count).reduce(0, +) == values.count)
    let total = series.pieces.reduce(0) { $0 + $1.mean * Double($1.count) }
    #expect(abs(total - values.reduce(0, +)) < 1e-6 * total)
    let recent = try #require(series.recent)
    #expect(abs(recent - values.suffix(50).reduce(0, +) / 50) < 1e-9)
    for (a, b) in zip(series.pieces, series.pieces.dropFirst()) { #expect(a.step < b.step) }
  }

  @Test func shortCurvesAreKept() {
    var series = MetricSeries()
    for step in [3, 5, 9] { series.append(step: step, Double(step)) }
    #expect(series.pieces.map(\.step) == [3, 5, 9])
    #expect(series.recent == 17.0 / 3)
  }

  /// A file of any bytes is read to its end, and what is no line of metrics is told.
  @Test func damagedMetrics() throws {
    let folder = try TemporaryFolder()
    let good = "{\"step\":1,\"epoch\":0,\"loss\":1.5}\n{\"step\":2,\"epoch\":1,\"loss\":\"NaN\"}\n"
    let long = String(repeating: "x", count: 3 << 20)
    let path = try folder.file(
      "m", Array((good + "[]\n" + long + "\n{\"step\":3,\"epoch\":1,\"loss\":0.5}\n{\"st").utf8))
    let reader = try MetricsReader(path: path, epochsOf: [3])
    #expect(reader.series["loss"]?.count == 2 && reader.series["loss"]?.nonFinite == 1)
    #expect(reader.epochs == [3: 1] && reader.lastEpoch == 1)
    #expect(
      reader.problems == ["line 3 is not a line of metrics", "line 4 is longer than a line of metrics"])
    let bytes = Array(good.utf8)
    for end in bytes.indices {
      let cut = try MetricsReader(path: folder.file("c", Array(bytes[..<end])))
      // A line counts as soon as its last brace is there.
      let whole = bytes[..<end].count { $0 == UInt8(ascii: "}") }
      #expect(cut.series["loss"].map { $0.count + $0.nonFinite } ?? 0 == whole)
      #expect(cut.problems == [])
    }
  }

  @Test func foldersAreFoundInOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["s/r-10", "s/r-9", "t,seed=2", "t,seed=10", ".hidden"] {
      _ = try folder.file("\(name)/config.json", Array("{}".utf8))
    }
    _ = try folder.file("other/notes.txt")
    let names = try RunRecord.folders(at: folder.path).map(\.name)
    #expect(names == ["s/r-9", "s/r-10", "t,seed=2", "t,seed=10"])
    #expect(try RunRecord.folders(at: Folder.join(folder.path, "s/r-9")).map(\.name) == ["r-9"])
    #expect(throws: TrainingError.self) { try RunRecord.folders(at: Folder.join(folder.path, "nowhere")) }
  }

  @Test func problemsNameNoPlace() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("r/config.json", [0xFF])
    let record = RunRecord(reading: Folder.join(folder.path, "r"), name: "r")
    #expect(!record.isReadable)
    #expect(record.problems.count == 4)
    #expect(record.problems.allSatisfy { !$0.contains(folder.path) })
  }
}
