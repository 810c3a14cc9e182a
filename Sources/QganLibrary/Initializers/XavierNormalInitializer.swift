import QganIR

extension Initializers {
  static let xavierNormal = InitializerDefinition(
    "xavier_normal", "Normal draws of variance gain^2 * 2 / (fan_in + fan_out).",
    elsewhere: ["glorot_normal"],
    details:
      "fan_in and fan_out are as for a weight `[out, in, ...]`. As PyTorch's `xavier_normal_`. Glorot and Bengio 2010.",
    parameters: [
      ParameterSpec("gain", .real, default: .real(1), "Factor of the deviation.")
    ],
    initializer: { arguments, shape in
      let fans = try Fans(shape)
      let deviation = arguments.real("gain") * (2 / (fans.input + fans.output)).squareRoot()
      return .normal(mean: 0, deviation: abs(deviation))
    })
}
