import QganIR
import QganSyntax

extension LintRules {
  /// The values that activations give.
  private static let ranges: [String: ClosedRange<Double>] = [
    "tanh": -1...1, "sigmoid": 0...1, "relu": 0...(.infinity), "softplus": 0...(.infinity), "relu6": 0...6,
    "softmax": 0...1,
  ]

  static let lastActivation = LintRule(
    "QG341", "activation-against-data", .models,
    rationale: """
      The generator's last activation and the `range` of the data disagree: it cannot reach all data, or a discriminator tells its \
      values apart by their range alone. `tanh` goes with `range: [-1, 1]`, `sigmoid` with `[0, 1]`.
      """,
    bad: LintExamples.adversarial(generator: "z |> dense(4) |> sigmoid"),
    good: LintExamples.adversarial(generator: "z |> dense(4) |> tanh")
  ) { context in
    context.trainings.compactMap { training in
      let data = training.spec.data
      guard data.through == nil, data.range.count == 2,
        let network = training.network("generator"), let last = network.last,
        let range = ranges[last.name]
      else { return nil }
      let (low, high) = (data.range[0], data.range[1])
      let cannotReach = low < range.lowerBound - 1e-9 || high > range.upperBound + 1e-9
      // A wider activation is told for bounded ones only: half of what it gives is never data.
      let isTooWide =
        range.upperBound.isFinite && (low > range.lowerBound + 1e-9 || high < range.upperBound - 1e-9)
      guard cannotReach || isTooWide, last.name != "softmax" else { return nil }
      let gives =
        range.upperBound.isFinite
        ? "values in [\(range.lowerBound.short), \(range.upperBound.short)]" : "no negative values"
      return .init(
        "the generator ends in `\(last.name)`, which gives \(gives), and the data are in [\(low.short), \(high.short)]",
        at: training.place("generator"))
    }
  }
}
