import QganIR

extension Functions {
  static let minimum = LayerDefinition(
    "minimum", "The smaller of two tensors, element by element.",
    details: "Shapes broadcast from the last axis. Equal elements share the gradient. Of one array: `min`.",
    inputs: ["a", "b"], constant: { Swift.min($0[0], $0[1]) },
    examples: [LayerExample("minimum(a, b)", inputShapes: [[2, 3], [3]])],
    build: { builder, _, inputs in try builder.combine("minimum", inputs[0], inputs[1]) })
}
