import QganIR

extension Latents {
  static let normal = LatentDefinition(
    "normal", "Independent normal draws.", elsewhere: ["randn", "gaussian"],
    parameters: [
      ParameterSpec("mean", .real, "The mean."), ParameterSpec("deviation", .real, "The standard deviation."),
    ],
    distribution: { .normal(mean: $0.real("mean"), deviation: try $0.deviation("deviation")) })
}
