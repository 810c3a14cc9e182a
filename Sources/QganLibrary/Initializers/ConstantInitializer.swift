import QganIR

extension Initializers {
  static let constant = InitializerDefinition(
    "constant", "Every element starts at one value.", elsewhere: ["full"],
    parameters: [ParameterSpec("value", .real, "The value.")],
    initializer: { arguments, _ in .constant(arguments.real("value")) })
}
