import QganIR

extension Functions {
  static let zeros = LayerDefinition(
    "zeros", "A tensor full of 0.", details: "`zeros(2, 3)` has the shape `[2, 3]`; it takes no data.",
    parameters: [ParameterSpec("sizes", .integer, isVariadic: true, "The shape, without the batch.")],
    inputs: [],
    constantArray: { arguments, _ in try .filled(0, shape: arguments.shape("sizes")) },
    examples: [
      LayerExample("zeros(2, 3)", ["sizes": .array(shape: [2], elements: [2, 3])], inputShapes: [])
    ],
    build: { builder, arguments, _ in try builder.constant([0], shape: arguments.shape("sizes")) })
}
