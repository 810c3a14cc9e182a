import QganIR

/// The program of a feature extractor, which no train block is needed for.
extension TrainingGraphs {
  /// Features of a batch of samples, and class logits where `classes` are wanted: the two layers share weights, and what
  /// both compute is merged by the graph passes.
  public static func extract(_ extractor: FeatureExtractor, batch: Int, classes: Bool) throws -> Graph {
    let builder = ModelBuilder(graph: GraphBuilder(name: "features"), batch: batch, mode: .evaluation)
    let shape = extractor.features.inputShapes.first ?? []
    let samples = builder.tensor(
      builder.graph.input(TrainingNames.data, TensorType([batch] + shape)), isBatched: true)
    func write(_ layer: LayerFunction, to output: String) throws {
      let value = try builder.at([layer.role]) { try builder.batched(layer.build(builder, [samples])) }
      builder.graph.output(output, value.value)
    }
    try write(extractor.features, to: TrainingNames.output)
    if classes {
      guard let logits = extractor.logits else {
        throw IRError("the features `\(extractor.name)` lead to no class logits")
      }
      try write(logits, to: TrainingNames.logits)
    }
    return builder.graph.graph
  }
}
