import QganIR

extension MetricDefinition {
  /// Share of labels that a model finds.
  static let accuracy = MetricDefinition(
    ActionDefinition(
      "accuracy", "Share of labels that a classifier finds; `data:` names another dataset.",
      details: "The part of samples whose largest output is at their label, in evaluation mode.",
      datasets: ["data"], needs: [.labels],
      outputs: [MetricOutput("accuracy", isBetter: .higher, "The share, 0 to 1.")]),
    source: .outputs
  ) { inputs, _ in
    let classes = inputs.generated.columns
    var hits = 0
    for tile in inputs.generated.tiles() {
      let outputs = inputs.generated.doubles(tile)
      for (row, label) in inputs.labels[tile].enumerated() {
        let scores = outputs[row * classes..<(row + 1) * classes]
        if scores.indices.max(by: { scores[$0] < scores[$1] }).map({ $0 - scores.startIndex }) == label {
          hits += 1
        }
      }
    }
    return [Double(hits) / Double(max(1, inputs.labels.count))]
  }
}
