import QganIR

extension Initializers {
  static let normal = InitializerDefinition(
    "normal", "Independent normal draws.", elsewhere: ["randn", "gaussian"],
    parameters: [
      ParameterSpec("mean", .real, "The mean."), ParameterSpec("deviation", .real, "The standard deviation."),
    ],
    initializer: { arguments, _ in
      .normal(mean: arguments.real("mean"), deviation: try arguments.deviation("deviation"))
    })
}
