import QganIR

extension Layers {
  static let logSoftmax = LayerDefinition(
    "log_softmax", "The logarithm of `softmax`.",
    details:
      "x - log(sum(exp(x))) over `axis`, by default the last; shifted by the maximum so that nothing overflows.",
    parameters: [
      ParameterSpec(
        "axis", .oneOf([.integer, .integers(count: nil)]), default: .integer(-1),
        "The axis or axes, from 0; negative ones count from the end.")
    ],
    examples: [
      LayerExample("log_softmax", inputShapes: [[4]]),
      LayerExample("log_softmax(axis: 0)", ["axis": .integer(0)], inputShapes: [[3, 2]]),
    ]
  ) { builder, arguments, inputs in
    let axes = try softmaxAxes(inputs[0].shape, arguments).map { builder.graphAxis($0, of: inputs[0]) }
    var result = inputs[0]
    result.value = try builder.graph.logSoftmax(result.value, axes: axes)
    return result
  }
}
