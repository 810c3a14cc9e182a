import QganIR

extension Layers {
  static let silu = LayerDefinition(
    "silu", "x * sigmoid(x), also called swish.", elsewhere: ["swish"],
    details: "As PyTorch's `SiLU`. arXiv:1710.05941.",
    examples: [LayerExample("silu", inputShapes: [[6]])]
  ) { builder, _, inputs in try builder.combine("mul", inputs[0], builder.map("sigmoid", inputs[0])) }
}
