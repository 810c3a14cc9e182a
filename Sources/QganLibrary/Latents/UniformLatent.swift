import QganIR

extension Latents {
  static let uniform = LatentDefinition(
    "uniform", "Independent uniform draws from low to high.", elsewhere: ["rand"],
    parameters: [
      ParameterSpec("low", .real, "The least value."), ParameterSpec("high", .real, "The end of the range."),
    ],
    distribution: { .uniform(low: $0.real("low"), high: $0.real("high")) })
}
