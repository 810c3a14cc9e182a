import QganIR

extension Layers {
  static let dropout = LayerDefinition(
    "dropout", "Sets elements to 0 at random while training.",
    details: """
      Each element of each sample is 0 with probability `p` and else divided by 1 - p; in evaluation nothing \
      happens. As PyTorch's `Dropout`. Srivastava et al. 2014.
      """,
    parameters: [ParameterSpec("p", .real, "Probability of being dropped, 0 to 1.")],
    examples: [LayerExample("dropout(0.4)", ["p": .real(0.4)], inputShapes: [[6]])]
  ) { builder, arguments, inputs in
    let p = try arguments.real("p", in: 0...1)
    let x = inputs[0]
    guard builder.mode == .training, p > 0 else { return x }
    let draws = try builder.randomUniform(shape: x.shape, stream: "dropout")
    let mask = try builder.map("step", builder.map("offset", draws, ["amount": .float(-p)]))
    let scaled = try builder.map("scale", mask, ["factor": .float(p < 1 ? 1 / (1 - p) : 0)])
    return try builder.combine("mul", x, scaled)
  }
}
