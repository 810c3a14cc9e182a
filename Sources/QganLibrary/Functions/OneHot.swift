import QganIR

extension Functions {
  static let oneHot = LayerDefinition(
    "one_hot", "1 at the place that a label names, else 0.",
    details:
      "From `[...]`, whose elements are labels 0 to classes - 1, to `[..., classes]`. There is no gradient.",
    parameters: [ParameterSpec("classes", .integer, "Number of labels.")],
    inputs: ["labels"],
    examples: [
      LayerExample(
        "one_hot(3)", ["classes": .integer(3)], inputShapes: [[2]], range: 0...0, isDifferentiable: false)
    ]
  ) { builder, arguments, inputs in
    let classes = try arguments.integer("classes", in: 1...largestCount)
    let value = try builder.graph.emitOne("one_hot", [inputs[0].value], ["classes": .integer(classes)])
    return builder.tensor(value, isBatched: inputs[0].isBatched)
  }
}
