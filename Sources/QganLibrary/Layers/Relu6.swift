import QganIR

extension Layers {
  static let relu6 = LayerDefinition.elementwise(
    "relu6", "min(max(x, 0), 6).", range: -5...12, constant: { Swift.min(Swift.max($0, 0), 6) },
    build: { builder, x in
      let rectified = try builder.map("leaky_relu", x, ["slope": .float(0)])
      return try builder.combine("minimum", rectified, builder.constant([6], shape: []))
    })
}
