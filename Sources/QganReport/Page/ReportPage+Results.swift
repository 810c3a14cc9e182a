extension ReportPage {
  /// A row a group: final and best values with their spread.
  func summarySection() -> String? {
    guard !summary.metrics.isEmpty else { return nil }
    let heads = summary.metrics.map { metric in
      let arrow = metric.isRising.map { $0 ? " ↑" : " ↓" } ?? ""
      return HTML.head(metric.name + arrow, isNumber: true)
    }
    let rows = groups.indices.map { group in
      let runs = groups[group].runs
      let steps = runs.compactMap(\.lastStep).max().map(HTML.count) ?? ""
      var row = [
        "<th scope=\"row\">\(name(group))</th>", HTML.cell("\(runs.count)", kind: "number"),
        HTML.cell(steps, kind: "number"),
      ]
      for (metric, cell) in summary.cells[group].enumerated() {
        row.append(self.cell(cell, isBest: summary.best(metric) == group))
      }
      return row
    }
    let caption =
      "Means over the runs of a group, ± the sample standard deviation; of a single run, ± what the metric says of "
      + "itself. Scores: the last value, and below it the best of each run; ↓ less is better, ↑ more is better; bold is "
      + "the best group. Losses: the mean of the last 50 steps; those of adversaries do not rank groups."
    return HTML.table(
      head: [HTML.head("group"), HTML.head("runs", isNumber: true), HTML.head("steps", isNumber: true)]
        + heads,
      rows: rows, caption: caption)
  }

  private func cell(_ cell: ReportSummary.Cell?, isBest: Bool) -> String {
    guard let cell else { return HTML.cell("–", kind: "number") }
    var text = HTML.escaped(Self.text(cell.final))
    if let best = cell.best { text += "<small>best \(HTML.escaped(Self.text(best)))</small>" }
    return "<td class=\"number\(isBest ? " best" : "")\">\(text)</td>"
  }

  private static func text(_ value: ReportSummary.Value) -> String {
    value.deviation.map { HTML.number(value.mean, deviation: $0) } ?? HTML.number(value.mean)
  }

  /// A chart a metric, all groups in each.
  func curvesSection() -> String? {
    let metrics = ReportMetric.all(of: groups.flatMap(\.runs))
    var number = 0
    func charts(_ kinds: [ReportMetric.Kind]) -> String {
      metrics.filter { kinds.contains($0.kind) }.compactMap { metric in
        number += 1
        return chart(metric, id: "c\(number)")
      }.joined(separator: "\n")
    }
    let scores = charts([.score])
    let losses = charts([.loss])
    let inner = charts([.inner])
    guard !(scores + losses + inner).isEmpty else { return nil }
    var parts = [legend()]
    if !scores.isEmpty { parts.append("<h3>Scores</h3>\n<div class=\"charts\">\(scores)</div>") }
    if !losses.isEmpty { parts.append("<h3>Losses</h3>\n<div class=\"charts\">\(losses)</div>") }
    if !inner.isEmpty {
      parts.append(
        "<details><summary>Gradient norms and learning rates</summary>\n<div class=\"charts\">\(inner)</div></details>"
      )
    }
    parts.append(
      """
      <p class="hint">Lines are means over the runs of a group, bands reach from the lowest run to the highest. What is \
      measured at every step is smoothed over 3 % of the run; of a single run the values themselves are drawn faintly \
      behind. Long curves are drawn as means over up to 1,000 pieces.</p>
      """)
    return parts.joined(separator: "\n")
  }

  private func chart(_ metric: ReportMetric, id: String) -> String? {
    let curves = groups.indices.compactMap { GroupCurve(metric, of: groups[$0], index: $0) }
    let chart = LineChart(
      title: "\(metric.name) over steps", curves: curves, letters: groups.map(\.letter),
      hasMarkers: metric.kind == .score, mayBeLogarithmic: metric.isRising != true, id: id)
    guard let svg = chart.svg() else { return nil }
    let lost = groups.flatMap(\.runs).compactMap { $0.series[metric.name]?.nonFinite }.reduce(0, +)
    let note = lost == 0 ? "" : "<p class=\"hint problem\">\(HTML.count(lost)) values are NaN or infinite</p>"
    return
      "<figure><figcaption><span>\(HTML.escaped(metric.name))</span><output></output></figcaption>\n\(svg)\(note)</figure>"
  }
}
