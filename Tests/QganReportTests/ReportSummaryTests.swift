import QganTraining
import Testing

@testable import QganReport

/// Groups and their numbers.
@Suite struct ReportSummaryTests {
  @Test func groupsDifferInMoreThanTheSeed() throws {
    let fixture = try ReportPageTests.study()
    let groups = ReportGroup.groups(of: try fixture.records())
    #expect(groups.map(\.letter) == ["A", "B", "C"])
    #expect(groups.map(\.label) == ["classical", "hybrid, LIMIT=10", "hybrid, LIMIT=20"])
    #expect(groups.map(\.seeds) == [["3"], ["1", "2"], ["1", "2"]])
  }

  @Test func meansAndDeviations() throws {
    let fixture = try ReportPageTests.study()
    let groups = ReportGroup.groups(of: try fixture.records())
    let summary = ReportSummary(groups)
    let fid = try #require(summary.metrics.firstIndex { $0.name == "fid-lite0" })
    let loss = try #require(summary.metrics.firstIndex { $0.name == "loss.generator" })
    let cell = try #require(summary.cells[1][fid])
    // 41 and 42.
    #expect(cell.final == .init(mean: 41.5, deviation: 0.5.squareRoot(), runs: 2))
    #expect(summary.cells[0][fid]?.final == .init(mean: 2.5, deviation: nil, runs: 1))
    #expect(summary.best(fid) == 0)
    #expect(summary.cells[1][loss]?.best == nil && summary.best(loss) == nil)
    // Less is better of a distance, so the best is the lowest.
    #expect(summary.cells[0][fid]?.best?.mean == 2.5)
    let json = summary.json(groups)
    #expect(json.asArray?[1]["metrics"]?["fid-lite0"]?["final"]?["mean"] == .real(41.5))
  }

  @Test func deviationOfASingleRunIsItsOwn() throws {
    let fixture = try RunFixture()
    try fixture.run("r", seed: 1)
    try fixture.write(
      "r/metrics.jsonl", "{\"step\":1,\"epoch\":0,\"kid\":0.5,\"kid.deviation\":0.125,\"accuracy\":0.75}\n")
    let groups = ReportGroup.groups(of: try fixture.records())
    let summary = ReportSummary(groups)
    #expect(summary.metrics.map(\.name) == ["kid", "accuracy"])
    #expect(summary.cells[0][0]?.final == .init(mean: 0.5, deviation: 0.125, runs: 1))
    #expect(summary.metrics.map(\.isRising) == [false, true])
  }

  /// Curves of different lengths: the mean is over the runs that are there.
  @Test func curvesOfDifferentLength() throws {
    let fixture = try RunFixture()
    try fixture.run("a", seed: 1, steps: 20) { Double($0) }
    try fixture.run("b", seed: 2, steps: 40) { Double($0) + 2 }
    let groups = ReportGroup.groups(of: try fixture.records())
    #expect(groups.count == 1)
    let metric = try #require(ReportMetric("fid-lite0"))
    let curve = try #require(GroupCurve(metric, of: groups[0], index: 0))
    #expect(curve.points.map(\.x) == [10, 20, 30, 40])
    #expect(curve.points.map(\.mean) == [11, 21, 32, 42])
    #expect(curve.points.map(\.low) == [10, 20, 32, 42])
  }

  /// A smoothed curve starts where the run starts, stays within its values, and does not jump at its end.
  @Test func smoothing() throws {
    let fixture = try RunFixture()
    try fixture.run("r", seed: 1)
    let lines = (1...2001).map { step in
      "{\"step\":\(step),\"epoch\":0,\"loss\":\(step == 2001 ? 50 : step % 2)}\n"
    }
    try fixture.write("r/metrics.jsonl", lines.joined())
    let group = ReportGroup.groups(of: try fixture.records())[0]
    let metric = try #require(ReportMetric("loss"))
    let curve = try #require(GroupCurve(metric, of: group, index: 0))
    #expect(curve.points.count <= MetricSeries.pieceLimit && curve.raw.count == curve.points.count)
    #expect(curve.points[0].mean == curve.raw[0].y)
    #expect(curve.points.dropLast(40).allSatisfy { abs($0.mean - 0.5) < 0.26 })
    #expect(curve.points.allSatisfy { $0.mean < 5 })
  }

  @Test func lettersGoOn() {
    #expect([0, 25, 26, 51, 52].map(ReportGroup.letter) == ["A", "Z", "AA", "AZ", "BA"])
  }

  @Test func scales() {
    #expect(ChartScale(0, 10).ticks(5) == [0, 2, 4, 6, 8, 10])
    #expect(ChartScale(0.001, 10, isLogarithmic: true).ticks(5).count >= 4)
    #expect(ChartScale(3, 3).part(3) == 0.5)
    // What differs by rounding is one value.
    #expect(abs(ChartScale(0.001, 0.001.nextUp).part(0.001) - 0.5) < 0.01)
    #expect(ChartScale.label(20000) == "20k" && ChartScale.label(0.05) == "0.05")
    #expect(LineChart.spread([10, 11, 50], gap: 12, limit: 55) == [10, 22, 50])
    #expect(LineChart.spread([54, 55], gap: 12, limit: 55) == [43, 55])
  }
}
