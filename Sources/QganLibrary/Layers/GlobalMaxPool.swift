import QganIR

extension Layers {
  static let globalMaxPool = LayerDefinition(
    "global_max_pool", "The maximum of each channel over all pixels.",
    elsewhere: ["GlobalMaxPooling2D", "GlobalMaxPool2d"],
    details: "From `[C, ...]` to `[C]`. Equal pixels share the gradient.",
    examples: [LayerExample("global_max_pool", inputShapes: [[3, 2, 2]])]
  ) { builder, _, inputs in
    let x = inputs[0]
    let axes = try builder.pixelAxes(of: x)
    let value = try builder.graph.max(x.value, axes: axes.map { builder.graphAxis($0, of: x) })
    return builder.tensor(value, isBatched: x.isBatched)
  }
}
