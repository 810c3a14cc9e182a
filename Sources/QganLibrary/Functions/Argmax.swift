import QganIR

extension Functions {
  static let argmax = LayerDefinition(
    "argmax", "The place, from 0, of the largest element along an axis.",
    details: "The axis vanishes; the first of equal elements wins. There is no gradient.",
    parameters: [
      ParameterSpec(
        "axis", .integer, default: .integer(-1), "The axis, from 0; negative ones count from the end.")
    ],
    constantArray: { arguments, inputs in
      let axis = try arguments.axis(rank: inputs[0].shape.count)
      return inputs[0].reduce([axis]) { values in
        Double(values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 })
      }
    },
    examples: [LayerExample("argmax(x)", inputShapes: [[2, 3]], isDifferentiable: false)],
    build: { builder, arguments, inputs in
      let x = inputs[0]
      let axis = builder.graphAxis(try arguments.axis(rank: x.shape.count), of: x)
      let value = try builder.graph.emitOne("argmax", [x.value], ["axis": .integer(axis)])
      return builder.tensor(value, isBatched: x.isBatched)
    })
}
