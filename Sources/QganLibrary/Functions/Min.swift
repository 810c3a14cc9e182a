import QganIR

extension Functions {
  static let min = LayerDefinition(
    "min", "The smallest element over axes of each sample.", elsewhere: ["amin", "reduce_min"],
    details:
      "Over all axes, giving a scalar, unless `axis` is given. Equal elements share the gradient. Of two "
      + "tensors: `minimum`.",
    parameters: [.reducedAxes],
    constantArray: { arguments, inputs in
      try inputs[0].reduced(arguments) { $0.min() ?? .nan }
    },
    examples: [
      LayerExample("min(x)", inputShapes: [[2, 3]]),
      LayerExample("min(x, axis: 1)", ["axis": .integer(1)], inputShapes: [[2, 3]]),
    ],
    build: { builder, arguments, inputs in
      let x = inputs[0]
      let axes = try arguments.reducedAxes(of: x.shape).map { builder.graphAxis($0, of: x) }
      // The smallest is minus the largest of the negated.
      let value = try builder.graph.max(builder.graph.unary("neg", x.value), axes: axes)
      return builder.tensor(try builder.graph.unary("neg", value), isBatched: x.isBatched)
    })
}
