import QganIR

extension Layers {
  static let flatten = LayerDefinition(
    "flatten", "All elements of a sample in one axis.", details: "From any shape to `[count]`, row-major.",
    constantArray: { _, inputs in
      ConstArray(shape: [inputs[0].elements.count], elements: inputs[0].elements)
    },
    examples: [LayerExample("flatten", inputShapes: [[2, 3]])],
    build: { builder, _, inputs in try builder.reshape(inputs[0], to: [inputs[0].count]) })
}
