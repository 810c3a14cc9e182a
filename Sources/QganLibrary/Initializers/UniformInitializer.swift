import QganIR

extension Initializers {
  static let uniform = InitializerDefinition(
    "uniform", "Independent uniform draws from low to high.", elsewhere: ["rand"],
    parameters: [
      ParameterSpec("low", .real, "The least value."), ParameterSpec("high", .real, "The end of the range."),
    ],
    initializer: { arguments, _ in
      .uniform(low: arguments.real("low"), high: arguments.real("high"))
    })
}
