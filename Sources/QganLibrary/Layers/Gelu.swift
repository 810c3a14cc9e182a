import QganIR

extension Layers {
  static let gelu = LayerDefinition(
    "gelu", "x times the normal distribution function of x.",
    details: """
      x (1 + erf(x / sqrt(2))) / 2, or with `approximate: "tanh"` x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2. \
      As PyTorch's `GELU`. Hendrycks and Gimpel 2016, arXiv:1606.08415.
      """,
    parameters: [
      ParameterSpec(
        "approximate", .choice(["none", "tanh"]), default: .string("none"), "Which formula is used.")
    ],
    examples: [
      LayerExample("gelu", inputShapes: [[6]]),
      LayerExample(
        "gelu(approximate: \"tanh\")", ["approximate": .string("tanh")], inputShapes: [[6]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    func scaled(_ value: Tensor, _ factor: Double) throws -> Tensor {
      try builder.map("scale", value, ["factor": .float(factor)])
    }
    let inner: Tensor
    if arguments.string("approximate") == "tanh" {
      let cubic = try scaled(builder.combine("mul", x, builder.combine("mul", x, x)), 0.044715)
      inner = try builder.map(
        "tanh", scaled(builder.combine("add", x, cubic), (2 / Double.pi).squareRoot()))
    } else {
      inner = try builder.map("erf", scaled(x, 0.5.squareRoot()))
    }
    return try builder.combine(
      "mul", scaled(x, 0.5), builder.map("offset", inner, ["amount": .float(1)]))
  }
}
