import QganIR

extension Functions {
  static let mean = LayerDefinition(
    "mean", "The mean over axes of each sample.", elsewhere: ["average", "reduce_mean"],
    details: "Over all axes, giving a scalar, unless `axis` is given. The batch is never averaged over.",
    parameters: [.reducedAxes],
    constantArray: { arguments, inputs in
      try inputs[0].reduced(arguments) { $0.reduce(0, +) / Double($0.count) }
    },
    examples: [
      LayerExample("mean(x)", inputShapes: [[2, 3]]),
      LayerExample(
        "mean(x, axis: [0, 2])", ["axis": .array(shape: [2], elements: [0, 2])], inputShapes: [[2, 3, 2]]),
    ],
    build: { builder, arguments, inputs in
      try builder.mean(inputs[0], axes: arguments.reducedAxes(of: inputs[0].shape))
    })
}
