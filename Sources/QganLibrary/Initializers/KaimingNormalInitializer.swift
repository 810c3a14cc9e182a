import QganIR

extension Initializers {
  static let kaimingNormal = InitializerDefinition(
    "kaiming_normal", "Normal draws of variance 2 / ((1 + slope^2) fan_in).", elsewhere: ["he_normal"],
    details:
      "fan_in and fan_out are as for a weight `[out, in, ...]`. As PyTorch's `kaiming_normal_`. He et al. 2015, arXiv:1502.01852.",
    parameters: [
      ParameterSpec(
        "slope", .real, default: .real(0), "Slope of the leaky ReLU that follows; 0 for ReLU.")
    ],
    initializer: { arguments, shape in
      let slope = arguments.real("slope")
      let deviation = try (2 / ((1 + slope * slope) * Fans(shape).input)).squareRoot()
      return .normal(mean: 0, deviation: abs(deviation))
    })
}
