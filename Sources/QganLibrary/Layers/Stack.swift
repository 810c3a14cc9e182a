import QganIR

extension Layers {
  static let stack = LayerDefinition(
    "stack", "Tensors of one shape side by side along a new axis.",
    details: "k tensors `[...]` give `[k, ...]`, or the k where `axis` says. As PyTorch's `stack`.",
    parameters: [
      ParameterSpec(
        "axis", .integer, default: .integer(0),
        "Place of the new axis, from 0; negative ones count from the end of the result.")
    ],
    takesManyInputs: true,
    constantArray: { arguments, inputs in
      let (axis, shape) = try place(inputs.map(\.shape), arguments)
      return ConstArray.concat(
        inputs.map { ConstArray(shape: shape, elements: $0.elements) }, axis: axis)
    },
    examples: [
      LayerExample("stack(a, b)", inputShapes: [[3], [3]]),
      LayerExample("stack(a, b, axis: -1)", ["axis": .integer(-1)], inputShapes: [[2, 2], [2, 2]]),
    ],
    build: { builder, arguments, inputs in
      let (axis, shape) = try place(inputs.map(\.shape), arguments)
      let parts = try builder.unified(inputs).map { try builder.reshape($0, to: shape) }
      let value = try builder.graph.concat(
        parts.map(\.value), axis: builder.graphAxis(axis, of: parts[0]))
      return builder.tensor(value, isBatched: parts[0].isBatched)
    })

  /// The new axis and the shape of one part with it.
  private static func place(
    _ shapes: [[Int]], _ arguments: Arguments
  ) throws -> (axis: Int, shape: [Int]) {
    for (position, shape) in shapes.enumerated() where shape != shapes[0] {
      throw IRError(
        "the tensors must have one shape but are \(shapes[0]) and \(shape)", culprit: .operand(position))
    }
    let axis = try arguments.axis(rank: shapes[0].count + 1)
    var shape = shapes[0]
    shape.insert(1, at: axis)
    return (axis, shape)
  }
}
