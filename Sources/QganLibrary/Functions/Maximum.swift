import QganIR

extension Functions {
  static let maximum = LayerDefinition(
    "maximum", "The larger of two tensors, element by element.",
    details: "Shapes broadcast from the last axis. Equal elements share the gradient. Of one array: `max`.",
    inputs: ["a", "b"], constant: { Swift.max($0[0], $0[1]) },
    examples: [LayerExample("maximum(a, b)", inputShapes: [[2, 3], [3]])],
    build: { builder, _, inputs in try builder.combine("maximum", inputs[0], inputs[1]) })
}
