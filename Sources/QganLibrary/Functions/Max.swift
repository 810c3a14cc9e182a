import QganIR

extension Functions {
  static let max = LayerDefinition(
    "max", "The largest element over axes of each sample.", elsewhere: ["amax", "reduce_max"],
    details:
      "Over all axes, giving a scalar, unless `axis` is given. Equal elements share the gradient. Of two "
      + "tensors: `maximum`.",
    parameters: [.reducedAxes],
    constantArray: { arguments, inputs in
      try inputs[0].reduced(arguments) { $0.max() ?? .nan }
    },
    examples: [
      LayerExample("max(x)", inputShapes: [[2, 3]]),
      LayerExample("max(x, axis: 1)", ["axis": .integer(1)], inputShapes: [[2, 3]]),
    ],
    build: { builder, arguments, inputs in
      let x = inputs[0]
      let axes = try arguments.reducedAxes(of: x.shape).map { builder.graphAxis($0, of: x) }
      let value = try builder.graph.max(x.value, axes: axes)
      return builder.tensor(value, isBatched: x.isBatched)
    })
}
