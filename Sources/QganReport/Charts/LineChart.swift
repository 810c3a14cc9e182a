import QganTooling

/// Curves of several groups over steps, as an SVG that scripts and style sheets of the page reach into.
struct LineChart {
  var title: String
  var curves: [GroupCurve]
  var letters: [String]
  /// Whether single measurements are marked.
  var hasMarkers: Bool
  var mayBeLogarithmic: Bool
  /// Tells its parts from those of other charts in the page.
  var id: String

  private enum Size {
    static let width = 460.0
    static let height = 270.0
    static let left = 58.0
    static let right = 26.0
    static let top = 10.0
    static let bottom = 40.0
  }

  private var plotWidth: Double { Size.width - Size.left - Size.right }
  private var plotHeight: Double { Size.height - Size.top - Size.bottom }

  /// The picture; `nil` without a finite point.
  func svg() -> String? {
    guard let (xs, ys) = scales else { return nil }
    var document = SVGDocument(width: Size.width, height: Size.height, title: title)
    drawAxes(xs, ys, on: &document)
    document.add(
      "clipPath", [("id", "\(id)-clip")],
      content:
        "<rect x=\"\(n(Size.left))\" y=\"\(n(Size.top))\" width=\"\(n(plotWidth))\" height=\"\(n(plotHeight))\"/>"
    )
    func place(_ x: Double, _ y: Double) -> (Double, Double) {
      (Size.left + xs.part(x) * plotWidth, Size.top + (1 - ys.part(y)) * plotHeight)
    }
    for curve in curves {
      let kind = "curve s\(curve.group % ReportStyle.colors) d\(curve.group / ReportStyle.colors % 3)"
      document.add(
        "g", [("class", kind), ("data-g", "\(curve.group)")], content: body(curve, place: place))
    }
    drawLetters(xs, ys, on: &document)
    document.line("cursor", 0, Size.top, 0, Size.top + plotHeight)
    return document.fragment(
      kind: "chart",
      attributes: [
        (
          "data-x",
          [xs.low, xs.high, Size.left, Size.left + plotWidth].map { "\($0)" }.joined(separator: " ")
        ),
        (
          "data-y",
          ([ys.low, ys.high, Size.top + plotHeight, Size.top, ys.isLogarithmic ? 1 : 0] as [Double])
            .map { "\($0)" }.joined(separator: " ")
        ),
      ])
  }

  /// Axes that hold every mean, band and nearly every raw value.
  private var scales: (x: ChartScale, y: ChartScale)? {
    let points = curves.flatMap(\.points)
    guard let left = points.map(\.x).min(), let right = points.map(\.x).max(),
      var low = points.map(\.low).min(), var high = points.map(\.high).max()
    else { return nil }
    for curve in curves where curve.raw.count > 20 {
      // A few outliers of the raw values may leave the picture.
      let sorted = curve.raw.map(\.y).sorted()
      low = min(low, sorted[sorted.count / 50])
      high = max(high, sorted[sorted.count - 1 - sorted.count / 50])
    }
    let isLogarithmic = mayBeLogarithmic && low > 0 && high / low >= 50
    return (ChartScale(left, right), ChartScale(low, high, isLogarithmic: isLogarithmic, padding: 0.05))
  }

  private func n(_ value: Double) -> String { SVGDocument.number(value) }

  private func drawAxes(_ xs: ChartScale, _ ys: ChartScale, on document: inout SVGDocument) {
    for tick in ys.ticks(6) {
      let y = Size.top + (1 - ys.part(tick)) * plotHeight
      document.line("grid", Size.left, y, Size.left + plotWidth, y)
      document.text("tick y", Size.left - 6, y + 4, ChartScale.label(tick))
    }
    for tick in xs.ticks(5) {
      let x = Size.left + xs.part(tick) * plotWidth
      document.line("axis", x, Size.top + plotHeight, x, Size.top + plotHeight + 4)
      document.text("tick x", x, Size.top + plotHeight + 17, ChartScale.label(tick))
    }
    document.line("axis", Size.left, Size.top + plotHeight, Size.left + plotWidth, Size.top + plotHeight)
    document.text("tick x", Size.left + plotWidth / 2, Size.height - 6, "step")
    if ys.isLogarithmic { document.text("tick corner", Size.left + 6, Size.top + 10, "log scale") }
  }

  private func body(_ curve: GroupCurve, place: (Double, Double) -> (Double, Double)) -> String {
    let clip = " clip-path=\"url(#\(id)-clip)\""
    var parts: [String] = []
    if curve.runs > 1 {
      let upper = curve.points.map { place($0.x, $0.high) }
      let lower = curve.points.reversed().map { place($0.x, $0.low) }
      parts.append("<path class=\"band\"\(clip) d=\"\(LineChart.path(upper + lower))z\"/>")
    }
    if !curve.raw.isEmpty {
      let raw = LineChart.path(curve.raw.map { place($0.x, $0.y) })
      parts.append("<path class=\"raw\"\(clip) d=\"\(raw)\"/>")
    }
    let mean = curve.points.map { place($0.x, $0.mean) }
    parts.append("<path class=\"mean\"\(clip) d=\"\(LineChart.path(mean))\"/>")
    if hasMarkers, mean.count <= 60 || mean.count == 1 {
      parts += mean.map { "<circle class=\"mark\" cx=\"\(n($0.0))\" cy=\"\(n($0.1))\" r=\"2.4\"/>" }
    }
    return parts.joined()
  }

  /// Letters at the curves' ends: of those that reach the right border in a column there, moved apart where they would
  /// lie on one another, of shorter ones where they end.
  private func drawLetters(_ xs: ChartScale, _ ys: ChartScale, on document: inout SVGDocument) {
    let ends = curves.compactMap { curve in
      curve.points.last.map { point in
        (
          group: curve.group, x: Size.left + xs.part(point.x) * plotWidth,
          y: Size.top + (1 - ys.part(point.mean)) * plotHeight
        )
      }
    }.sorted { ($0.y, $0.group) < ($1.y, $1.group) }
    let border = Size.left + plotWidth
    let short = ends.filter { $0.x < border - 24 }
    let long = ends.filter { $0.x >= border - 24 }
    for column in [short, long] {
      let places = LineChart.spread(column.map(\.y), gap: 12, limit: Size.top + plotHeight)
      for (end, y) in zip(column, places) {
        document.add(
          "text",
          [
            ("class", "end s\(end.group % ReportStyle.colors)"), ("data-g", "\(end.group)"),
            ("x", n(end.x < border - 24 ? end.x + 5 : border + 5)), ("y", n(y + 4)),
          ], content: SVGDocument.escaped(letters.indices.contains(end.group) ? letters[end.group] : ""))
      }
    }
  }

  /// Sorted places moved apart, none beyond `limit` while there is room.
  static func spread(_ places: [Double], gap: Double, limit: Double) -> [Double] {
    var result = places
    for index in result.indices.dropFirst() { result[index] = max(result[index], result[index - 1] + gap) }
    for index in result.indices.reversed() {
      result[index] = min(result[index], index == result.count - 1 ? limit : result[index + 1] - gap)
    }
    return result
  }

  /// One decimal is a tenth of a pixel.
  private static func path(_ points: [(Double, Double)]) -> String {
    func short(_ value: Double) -> String {
      let tenths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 10).rounded())
      return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
    return points.enumerated().map { index, point in
      (index == 0 ? "M" : "L") + short(point.0) + " " + short(point.1)
    }.joined()
  }
}
