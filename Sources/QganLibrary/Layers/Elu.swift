import QganIR

extension Layers {
  static let elu = LayerDefinition(
    "elu", "x where it is positive, else alpha * (exp(x) - 1).",
    details: "As PyTorch's `ELU`. Clevert et al. 2016, arXiv:1511.07289.",
    parameters: [
      ParameterSpec("alpha", .real, default: .real(1), "Minus the limit for very negative elements.")
    ],
    examples: [LayerExample("elu", inputShapes: [[6]])]
  ) { builder, arguments, inputs in
    let alpha = try arguments.real("alpha", in: -1e6...1e6)
    let zero = try builder.constant([0], shape: [])
    // The exponent is at most 0, so that positive elements cannot overflow.
    let exponential = try builder.map("exp", builder.combine("minimum", inputs[0], zero))
    let below = try builder.map("offset", exponential, ["amount": .float(-1)])
    return try builder.combine(
      "add", builder.combine("maximum", inputs[0], zero),
      builder.map("scale", below, ["factor": .float(alpha)]))
  }
}
