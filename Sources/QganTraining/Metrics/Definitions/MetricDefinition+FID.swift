import QganIR
import QganRuntime

extension MetricDefinition {
  /// Frechet inception distance.
  static let fid = MetricDefinition(
    ActionDefinition(
      "fid", "Frechet distance between features of generated and real samples.",
      details: """
        |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), with means m and unbiased covariances C of the features. Heusel et al.
        2017, arXiv:1706.08500. Its estimate is too large by a term that falls with the number of samples and is large below
        some ten times the number of features: compare values of equal counts only, and see `kid` where samples are few.
        """,
      parameters: [.samples, .real], needs: [.features, .generator],
      outputs: [MetricOutput("fid", isBetter: .lower, "The distance, at least 0.")],
      leastSamples: { _ in 2 }),
    source: .features
  ) { inputs, _ in
    let statistics = GaussianStatistics(inputs.generated, algebra: inputs.algebra)
    guard statistics.covariance.allSatisfy(\.isFinite) else { return [.nan] }
    let generated = try FrechetDistance.Side(statistics, algebra: inputs.algebra)
    return [try FrechetDistance.between(generated, inputs.realSide(), algebra: inputs.algebra)]
  }
}

extension ParameterSpec {
  /// Generated samples that a metric looks at.
  static let samples = ParameterSpec(
    "samples", .integer, default: .integer(5000), "Generated samples that are looked at.")

  /// Real samples that a metric looks at.
  static let real = ParameterSpec(
    "real", .integer, isOptional: true,
    "Real samples that are looked at; as many as `samples` if left out, and all where there are fewer.")
}
