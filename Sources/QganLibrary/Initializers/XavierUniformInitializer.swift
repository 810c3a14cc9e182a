import QganIR

extension Initializers {
  static let xavierUniform = InitializerDefinition(
    "xavier_uniform", "Uniform draws of variance gain^2 * 2 / (fan_in + fan_out).",
    elsewhere: ["glorot_uniform"],
    details:
      "fan_in and fan_out are as for a weight `[out, in, ...]`. As PyTorch's `xavier_uniform_`. Glorot and Bengio 2010.",
    parameters: [
      ParameterSpec("gain", .real, default: .real(1), "Factor of the deviation.")
    ],
    initializer: { arguments, shape in
      let fans = try Fans(shape)
      let deviation = arguments.real("gain") * (2 / (fans.input + fans.output)).squareRoot()
      return .uniform(low: -deviation * 3.0.squareRoot(), high: deviation * 3.0.squareRoot())
    })
}
