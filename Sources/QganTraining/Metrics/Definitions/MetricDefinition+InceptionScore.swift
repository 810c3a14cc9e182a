import QganIR
import QganRuntime

extension MetricDefinition {
  /// Inception score.
  static let inceptionScore = MetricDefinition(
    ActionDefinition(
      "inception_score", "How sure a classifier is of single samples, and how varied they are.",
      details: """
        exp(mean of KL(p(y|x) || p(y))), p being the softmax of class logits and p(y) its mean: the mean and the population
        deviation over `splits` consecutive parts, without shuffling. From 1 to the number of classes. Salimans et al.
        2016, arXiv:1606.03498. It never looks at real data.
        """,
      parameters: [
        .samples, ParameterSpec("splits", .integer, default: .integer(10), "Parts that are scored."),
      ],
      needs: [.features, .classes, .generator],
      outputs: [
        MetricOutput("inception_score", isBetter: .higher, "The score, from 1 to the number of classes."),
        MetricOutput("inception_score", "deviation", "Its population deviation over the parts."),
      ],
      leastSamples: { max(1, $0.integer("splits")) }),
    source: .logits
  ) { inputs, arguments in
    let splits = arguments.integer("splits")
    guard splits >= 1, inputs.generated.rows >= splits else {
      throw TrainingError.unfit("`inception_score` needs at least one part, and a sample for each")
    }
    let score = InceptionScoreEstimate(logits: inputs.generated, splits: splits)
    return [score.mean, score.deviation]
  }
}
