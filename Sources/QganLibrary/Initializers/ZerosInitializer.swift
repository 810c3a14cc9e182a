import QganIR

extension Initializers {
  static let zeros = InitializerDefinition(
    "zeros", "Every element starts at 0.", initializer: { _, _ in .constant(0) })
}
