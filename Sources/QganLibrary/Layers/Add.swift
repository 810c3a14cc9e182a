import QganIR

extension Layers {
  static let add = LayerDefinition(
    "add", "The sum of tensors, element by element.",
    details:
      "Shapes broadcast from the last axis: sizes agree or are 1. `add(a, b, c)`; `a + b` is the same.",
    takesManyInputs: true, constant: { $0.reduce(0, +) },
    examples: [LayerExample("add(a, b)", inputShapes: [[2, 3], [3]])],
    build: { builder, _, inputs in
      try inputs.dropFirst().enumerated().reduce(inputs[0]) { sum, next in
        do { return try builder.combine("add", sum, next.element) } catch var error as IRError {
          error.culprit = .operand(next.offset + 1)
          throw error
        }
      }
    })
}
