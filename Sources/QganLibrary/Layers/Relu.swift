import QganIR

extension Layers {
  static let relu = LayerDefinition.elementwise(
    "relu", "max(x, 0).", details: "The derivative at 0 is 0, as PyTorch's.", constant: { Swift.max($0, 0) },
    build: { builder, x in try builder.map("leaky_relu", x, ["slope": .float(0)]) })
}
