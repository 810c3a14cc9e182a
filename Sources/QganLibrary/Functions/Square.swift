import QganIR

extension Functions {
  static let square = LayerDefinition.elementwise(
    "square", "x * x.",
    constant: { $0 * $0 },
    build: { builder, x in
      try builder.combine("mul", x, x)
    })
}
