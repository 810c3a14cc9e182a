import QganIR

extension Layers {
  static let leakyRelu = LayerDefinition(
    "leaky_relu", "x where it is positive, else slope * x.", elsewhere: ["lrelu"],
    details:
      "The slope has no default since the field disagrees: 0.01 (PyTorch), 0.2 (most GANs), 0.3 (Keras).",
    parameters: [ParameterSpec("slope", .real, "Factor of negative elements.")],
    examples: [LayerExample("leaky_relu(0.2)", ["slope": .real(0.2)], inputShapes: [[6]])]
  ) { builder, arguments, inputs in
    let slope = try arguments.real("slope", in: -1e6...1e6)
    return try builder.map("leaky_relu", inputs[0], ["slope": .float(slope)])
  }
}
