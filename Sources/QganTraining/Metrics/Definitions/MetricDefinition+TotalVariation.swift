import QganIR

extension MetricDefinition {
  /// Distance of a distribution from the data's frequencies.
  static let totalVariation = MetricDefinition(
    ActionDefinition(
      "total_variation", "Half the summed difference between generated and real probabilities.",
      details: """
        Half the sum over bit strings of |p - f|, p being what a generator without latents returns and f the frequencies of
        the data's bit strings, the first bit being the most significant; bits are told apart at the middle between black
        and white.
        """,
      needs: [.generator],
      outputs: [MetricOutput("total_variation", isBetter: .lower, "The distance, 0 to 1.")]),
    source: .probabilities
  ) { inputs, _ in
    var difference = inputs.generated.doubles()
    let bits = inputs.real.columns
    guard bits < 31, difference.count == 1 << bits else { return [.nan] }
    let weight = 1 / Double(inputs.real.rows)
    for row in 0..<inputs.real.rows {
      let outcome = inputs.real.doubles(row..<row + 1).reduce(0) { $0 << 1 | ($1 > 0 ? 1 : 0) }
      difference[outcome] -= weight
    }
    return [difference.reduce(0) { $0 + abs($1) } / 2]
  }
}
