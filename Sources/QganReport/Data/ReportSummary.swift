import OrderedCollections
import QganTraining

/// Final and best values of every group, with their spread over seeds.
public struct ReportSummary: Sendable {
  /// A mean over runs.
  public struct Value: Hashable, Sendable {
    public var mean: Double
    /// Sample standard deviation over runs, or of a single run what it says of itself; `nil` if neither is known.
    public var deviation: Double?
    public var runs: Int
  }

  /// A group's numbers for one metric.
  public struct Cell: Hashable, Sendable {
    /// The last value; of losses, the mean of the last 50.
    public var final: Value
    /// The best value of each run; `nil` for losses.
    public var best: Value?
  }

  public var metrics: [ReportMetric]
  /// By group, then by metric; `nil` where the group has no such values.
  public var cells: [[Cell?]]

  /// Scores and losses of `groups`.
  public init(_ groups: [ReportGroup]) {
    let metrics = ReportMetric.all(of: groups.flatMap(\.runs)).filter { $0.kind != .inner }
    self.metrics = metrics
    cells = groups.map { group in metrics.map { ReportSummary.cell($0, group) } }
  }

  /// The group with the best final value of a metric, if there are several and the metric has a direction.
  func best(_ metric: Int) -> Int? {
    guard let isRising = metrics[metric].isRising else { return nil }
    let finals = cells.indices.compactMap { group in cells[group][metric].map { (group, $0.final.mean) } }
    guard finals.count > 1 else { return nil }
    return (isRising ? finals.max { $0.1 < $1.1 } : finals.min { $0.1 < $1.1 })?.0
  }

  private static func cell(_ metric: ReportMetric, _ group: ReportGroup) -> Cell? {
    let series = group.runs.compactMap { run in run.series[metric.name].map { (run, $0) } }
      .filter { $0.1.count > 0 }
    let finals = series.compactMap { metric.kind == .loss ? $0.1.recent : $0.1.last?.value }
    guard var final = value(finals) else { return nil }
    if series.count == 1, let own = series[0].0.series[metric.name + ".deviation"]?.last?.value {
      final.deviation = own
    }
    let best = metric.isRising.flatMap { isRising in
      value(series.compactMap { isRising ? $0.1.highest?.value : $0.1.lowest?.value })
    }
    return Cell(final: final, best: best)
  }

  private static func value(_ values: [Double]) -> Value? {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Value(
      mean: mean, deviation: values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil,
      runs: values.count)
  }

  /// The table as JSON, for other programs.
  public func json(_ groups: [ReportGroup]) -> JSONValue {
    func value(_ value: Value) -> JSONValue {
      .object([
        "mean": .real(value.mean), "deviation": value.deviation.map { .real($0) } ?? .null,
        "runs": .integer(value.runs),
      ])
    }
    let list = zip(groups, cells).map { group, cells -> JSONValue in
      var values: OrderedDictionary<String, JSONValue> = [:]
      for (metric, cell) in zip(metrics, cells) {
        guard let cell else { continue }
        var members: OrderedDictionary<String, JSONValue> = ["final": value(cell.final)]
        if let best = cell.best { members["best"] = value(best) }
        values[metric.name] = .object(members)
      }
      return .object([
        "group": .string(group.letter), "label": .string(group.label),
        "runs": .array(group.runs.map { .string($0.name) }), "metrics": .object(values),
      ])
    }
    return .array(list)
  }
}
