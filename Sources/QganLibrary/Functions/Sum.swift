import QganIR

extension Functions {
  static let sum = LayerDefinition(
    "sum", "The sum over axes of each sample.", elsewhere: ["reduce_sum"],
    details: "Over all axes, giving a scalar, unless `axis` is given. `sum(x, axis: 0)`.",
    parameters: [.reducedAxes],
    constantArray: { arguments, inputs in
      try inputs[0].reduced(arguments) { $0.reduce(0, +) }
    },
    examples: [
      LayerExample("sum(x)", inputShapes: [[2, 3]]),
      LayerExample("sum(x, axis: 0)", ["axis": .integer(0)], inputShapes: [[2, 3]]),
    ],
    build: { builder, arguments, inputs in
      try builder.sum(inputs[0], axes: arguments.reducedAxes(of: inputs[0].shape))
    })
}
