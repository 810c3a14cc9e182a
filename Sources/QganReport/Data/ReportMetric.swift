import OrderedCollections
import QganTraining

/// A curve that runs have in common, and what its name says of it.
public struct ReportMetric: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case loss
    /// Measured now and then: distances, accuracies.
    case score
    /// Gradient norms and learning rates.
    case inner
  }

  /// As in `metrics.jsonl`.
  public var name: String
  public var kind: Kind

  init?(_ name: String) {
    guard !name.hasSuffix(".deviation") else { return nil }
    self.name = name
    kind =
      name.hasPrefix("loss")
      ? .loss
      : name.hasPrefix("gradient") || name.hasPrefix("rate") ? .inner : .score
  }

  /// Words in the names of scores of which more is better.
  private static let rising = [
    "accuracy", "precision", "recall", "coverage", "density", "inception", "ssim", "psnr", "auc", "f1",
    "fidelity",
  ]

  /// Whether more is better; `nil` for losses and what says nothing about quality.
  public var isRising: Bool? {
    guard kind == .score else { return nil }
    let lower = name.lowercased()
    return lower == "is" || lower.hasPrefix("is-") || ReportMetric.rising.contains { lower.contains($0) }
  }

  /// Every metric of the runs: scores, then losses, then what is inside.
  static func all(of runs: [RunRecord]) -> [ReportMetric] {
    var names: OrderedSet<String> = []
    for run in runs { names.formUnion(run.series.filter { $0.value.count > 0 }.keys) }
    let metrics = names.compactMap { ReportMetric($0) }
    return [.score, .loss, .inner].flatMap { kind in metrics.filter { $0.kind == kind } }
  }
}
