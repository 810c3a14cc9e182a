import OrderedCollections
import QganIR

/// The best value of a metric so far, and for how many evaluations there was no better one.
struct MetricMonitor: Hashable {
  private let spec: TrainingSpec.Monitor
  /// The best value, and the step after which it was found.
  private(set) var best: (value: Double, step: Int)?
  /// Evaluations since then.
  private(set) var stale = 0

  init(_ spec: TrainingSpec.Monitor) { self.spec = spec }

  /// Goes on where a checkpoint's `extra` left off.
  init(_ spec: TrainingSpec.Monitor, resuming extra: [String: String]) {
    self.init(spec)
    if let value = extra[Key.best].flatMap(Double.init), let step = extra[Key.step].flatMap({ Int($0) }) {
      best = (value, step)
    }
    stale = extra[Key.stale].flatMap { Int($0) } ?? 0
  }

  /// Whether there was no better value for too long.
  var isExhausted: Bool { spec.patience.map { stale >= $0 } ?? false }

  /// Notes an evaluation after `step` steps, if the metric is in it; whether it is the best so far.
  mutating func note(_ values: OrderedDictionary<String, Double>, step: Int) -> Bool {
    guard let value = value(in: values) else { return false }
    let isBetter =
      value.isFinite
      && (best.map { spec.isBetter == .lower ? value < $0.value : value > $0.value } ?? true)
    if isBetter { best = (value, step) }
    stale = isBetter ? 0 : stale + 1
    return isBetter
  }

  /// Entries for a checkpoint's `extra`.
  var extra: [String: String] {
    var entries = [Key.stale: "\(stale)"]
    if let best {
      entries[Key.best] = "\(best.value)"
      entries[Key.step] = "\(best.step)"
    }
    return entries
  }

  /// One sentence about the end of a run.
  var conclusion: String {
    let found =
      best.map { "the best value, \($0.value), was found at step \($0.step)" } ?? "it was never finite"
    return "stopped early: `\(spec.metric)` did not improve in \(stale) evaluations; \(found)"
  }

  /// The metric's own number, whatever features it was found through: `kid` is `kid-lite0`, not `kid-lite0.deviation`.
  private func value(in values: OrderedDictionary<String, Double>) -> Double? {
    values.first { key, _ in
      guard key.hasPrefix(spec.output) else { return false }
      let rest = key.dropFirst(spec.output.count)
      return rest.isEmpty || rest.first == "-" || rest.first == "."
    }?.value
  }

  private enum Key {
    static let best = "monitor.best"
    static let step = "monitor.step"
    static let stale = "monitor.stale"
  }

  static func == (a: MetricMonitor, b: MetricMonitor) -> Bool { a.extra == b.extra }
  func hash(into hasher: inout Hasher) { hasher.combine(extra) }
}
