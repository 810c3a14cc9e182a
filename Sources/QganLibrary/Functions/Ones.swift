import QganIR

extension Functions {
  static let ones = LayerDefinition(
    "ones", "A tensor full of 1.", details: "`ones(2, 3)` has the shape `[2, 3]`; it takes no data.",
    parameters: [ParameterSpec("sizes", .integer, isVariadic: true, "The shape, without the batch.")],
    inputs: [],
    constantArray: { arguments, _ in try .filled(1, shape: arguments.shape("sizes")) },
    examples: [
      LayerExample("ones(2, 3)", ["sizes": .array(shape: [2], elements: [2, 3])], inputShapes: [])
    ],
    build: { builder, arguments, _ in try builder.constant([1], shape: arguments.shape("sizes")) })
}
