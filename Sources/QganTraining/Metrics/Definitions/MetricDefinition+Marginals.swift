import QganIR

extension MetricDefinition {
  /// Histograms of single components.
  static let marginals = MetricDefinition(
    ActionDefinition(
      "marginals", "Distance between the distributions of each component of a sample.",
      details: """
        For each component of a sample (after `view`), half the summed differences of two histograms of `bins` equal bins
        between the smallest and the largest real value, with one more bin on either side for what lies beyond: 0 for equal
        histograms, 1 for disjoint ones. It sees no correlation between components.
        """,
      parameters: [
        .samples, .real, ParameterSpec("bins", .integer, default: .integer(50), "Bins of the histograms."),
      ],
      needs: [.generator],
      outputs: [
        MetricOutput("marginals", isBetter: .lower, "The mean over components, 0 to 1."),
        MetricOutput("marginals", "largest", isBetter: .lower, "The largest of a component, 0 to 1."),
      ],
      leastSamples: { _ in 1 }),
    source: .samples
  ) { inputs, arguments in
    let bins = arguments.integer("bins")
    guard (1...1 << 16).contains(bins) else { throw TrainingError.unfit("`bins` is from 1 to 65536") }
    let distance = MarginalDistance(generated: inputs.generated, real: inputs.real, bins: bins)
    return [distance.mean, distance.largest]
  }
}
