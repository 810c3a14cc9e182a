import QganIR
import QganRuntime

extension MetricDefinition {
  /// Kernel inception distance.
  static let kid = MetricDefinition(
    ActionDefinition(
      "kid", "Kernel distance between features of generated and real samples.",
      details: """
        The unbiased squared maximum mean discrepancy under the kernel (x.y / d + 1)^3 of d features: the mean and the
        population deviation over `subsets` subsets of `subset_size` samples a side, drawn without replacement and always
        the same. With no more samples than that there is one subset, all of them, and no deviation. `whole` is the
        estimate from all samples at once, where that is no more work. Binkowski et al. 2018, arXiv:1801.01401; subsets as
        torch-fidelity's. Unbiased at any count, so it may be below 0, and leads where samples are few.
        """,
      parameters: [
        .samples, .real,
        ParameterSpec("subsets", .integer, default: .integer(100), "Subsets that are compared."),
        ParameterSpec("subset_size", .integer, default: .integer(1000), "Samples of a subset."),
      ],
      needs: [.features, .generator],
      outputs: [
        MetricOutput("kid", isBetter: .lower, "The distance; 0 on average for equal distributions."),
        MetricOutput("kid", "deviation", "Its population deviation over subsets."),
        MetricOutput("kid", "whole", isBetter: .lower, "The distance of all samples at once."),
      ],
      leastSamples: { _ in 2 }),
    source: .features
  ) { inputs, arguments in
    let (subsets, size) = (arguments.integer("subsets"), arguments.integer("subset_size"))
    guard subsets >= 1, size >= 2 else {
      throw TrainingError.unfit("`kid` needs at least one subset of at least 2 samples")
    }
    let distance = KernelDistance(
      inputs.generated, inputs.real, subsets: subsets, subsetSize: size, algebra: inputs.algebra)
    return [distance.mean, distance.deviation, distance.subsets > 1 ? distance.whole : nil]
  }
}
