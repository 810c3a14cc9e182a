import QganTraining

/// A group's curve: the mean over its runs, and how far they spread.
struct GroupCurve {
  /// A place on the curve.
  struct Point {
    var x: Double
    var mean: Double
    var low: Double
    var high: Double
  }

  /// Index of the group.
  var group: Int
  var points: [Point]
  /// The values as recorded, where the curve is smoothed and there is one run.
  var raw: [(x: Double, y: Double)] = []
  /// Number of runs.
  var runs: Int

  /// Part of a run that a smoothed value covers.
  static let window = 0.03

  /// The curve of `metric`, smoothed if it is measured at every step; `nil` if the group has none.
  init?(_ metric: ReportMetric, of group: ReportGroup, index: Int) {
    let series = group.runs.compactMap { $0.series[metric.name] }.filter { $0.count > 0 }
    guard !series.isEmpty else { return nil }
    let isSmooth = metric.kind != .score && series.contains { $0.count > 30 }
    let curves = series.map { one -> [(x: Double, y: Double)] in
      isSmooth ? GroupCurve.smoothed(one.pieces) : one.pieces.map { (x: $0.step, y: $0.mean) }
    }
    self.group = index
    runs = series.count
    // The longest run has the places; the others are read between their own.
    let longest = curves.indices.max { (curves[$0].last?.x ?? 0, -$0) < (curves[$1].last?.x ?? 0, -$1) } ?? 0
    var cursors = [Int](repeating: 0, count: curves.count)
    points = curves[longest].map { place in
      let values = curves.indices.compactMap { curve in
        GroupCurve.value(of: curves[curve], at: place.x, &cursors[curve])
      }
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      return Point(x: place.x, mean: mean, low: values.min() ?? mean, high: values.max() ?? mean)
    }
    if isSmooth, series.count == 1 { raw = series[0].pieces.map { ($0.step, $0.mean) } }
  }

  /// Means over the points of neighbouring pieces: as many on both sides at the start, where curves are steep, and what
  /// there is at the end, where one piece alone would say little.
  private static func smoothed(_ pieces: [MetricSeries.Piece]) -> [(x: Double, y: Double)] {
    let half = max(1, Int(Double(pieces.count) * window / 2))
    var sums = [0.0]
    var counts = [0]
    for (index, piece) in pieces.enumerated() {
      sums.append(sums[index] + piece.mean * Double(piece.count))
      counts.append(counts[index] + piece.count)
    }
    return pieces.indices.map { index in
      let left = min(half, index)
      let (start, end) = (index - left, index + min(left, pieces.count - 1 - index) + 1)
      return (pieces[index].step, (sums[end] - sums[start]) / Double(counts[end] - counts[start]))
    }
  }

  /// Between neighbours on a line; `nil` outside of the curve.
  private static func value(
    of curve: [(x: Double, y: Double)], at x: Double, _ cursor: inout Int
  ) -> Double? {
    guard let first = curve.first, let last = curve.last, x >= first.x, x <= last.x else { return nil }
    while cursor + 1 < curve.count, curve[cursor + 1].x <= x { cursor += 1 }
    guard cursor + 1 < curve.count else { return last.y }
    let (a, b) = (curve[cursor], curve[cursor + 1])
    return b.x > a.x ? a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x) : a.y
  }
}
