import QganIR

extension Initializers {
  static let ones = InitializerDefinition(
    "ones", "Every element starts at 1.", initializer: { _, _ in .constant(1) })
}
