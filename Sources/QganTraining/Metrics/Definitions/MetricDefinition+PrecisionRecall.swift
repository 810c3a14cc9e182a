import QganIR
import QganRuntime

extension MetricDefinition {
  /// Improved precision and recall, density and coverage.
  static let precisionRecall = MetricDefinition(
    ActionDefinition(
      "precision_recall",
      "How generated and real samples cover one another, by nearest neighbours of features.",
      details: """
        Around each sample lies a ball that reaches to its k-th nearest neighbour of its own kind. Precision is the share of
        generated samples in the ball of a real one, recall the share of real samples in the ball of a generated one
        (Kynkaanniemi et al. 2019, arXiv:1904.06991). Density is the mean number of real balls around a generated sample,
        over k, and coverage the share of real balls that hold a generated sample (Naeem et al. 2020, arXiv:2002.09797).
        All depend on the counts, which should be equal.
        """,
      parameters: [
        .samples, .real,
        ParameterSpec(
          "neighbours", .integer, default: .integer(3), "k, the neighbour that a ball reaches to."),
      ],
      needs: [.features, .generator],
      outputs: [
        MetricOutput("precision", isBetter: .higher, "Share of generated samples, 0 to 1."),
        MetricOutput("recall", isBetter: .higher, "Share of real samples, 0 to 1."),
        MetricOutput("density", isBetter: .higher, "Mean number of balls over k, at least 0."),
        MetricOutput("coverage", isBetter: .higher, "Share of real samples, 0 to 1."),
      ],
      leastSamples: { max(1, $0.integer("neighbours")) + 1 }),
    source: .features
  ) { inputs, arguments in
    let neighbours = arguments.integer("neighbours")
    guard neighbours >= 1 else { throw TrainingError.unfit("`neighbours` must be at least 1") }
    let numbers = inputs.generated.columns * (inputs.generated.rows + inputs.real.rows)
    try AvailableMemory.check(8 * numbers, for: "features in double precision")
    let scores = NeighbourhoodScores(
      generated: inputs.generated, real: inputs.real, neighbours: neighbours, algebra: inputs.algebra)
    return [scores.precision, scores.recall, scores.density, scores.coverage]
  }
}
