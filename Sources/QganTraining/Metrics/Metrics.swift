import OrderedCollections
import QganIR

/// The registry of metrics: a new one is one file in `Definitions/` and one line here.
public enum Metrics {
  /// All metrics, by name.
  public static let all: OrderedDictionary<String, MetricDefinition> = {
    let metrics: [MetricDefinition] = [
      .fid, .kid, .inceptionScore, .precisionRecall, .marginals, .totalVariation, .accuracy,
    ]
    return OrderedDictionary(uniqueKeysWithValues: metrics.map { ($0.signature.name, $0) })
  }()
}
