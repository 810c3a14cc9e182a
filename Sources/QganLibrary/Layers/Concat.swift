import QganIR

extension Layers {
  static let concat = LayerDefinition(
    "concat", "Tensors joined along an axis.", elsewhere: ["cat", "concatenate"],
    details: """
      All sizes but those along `axis` agree: `[2, 4]` and `[3, 4]` give `[5, 4]` along axis 0. Scalars count as one \
      element. `concat(a, b, axis: 1)`.
      """,
    parameters: [
      ParameterSpec(
        "axis", .integer, default: .integer(0), "The axis, from 0; negative ones count from the end.")
    ],
    takesManyInputs: true,
    constantArray: { arguments, inputs in
      let parts = inputs.map { $0.shape.isEmpty ? ConstArray(shape: [1], elements: $0.elements) : $0 }
      return ConstArray.concat(parts, axis: try joinAxis(parts.map(\.shape), arguments))
    },
    examples: [
      LayerExample("concat(a, b)", inputShapes: [[2], [3]]),
      LayerExample(
        "concat(a, b, c, axis: 1)", ["axis": .integer(1)], inputShapes: [[2, 1], [2, 2], [2, 3]]),
    ],
    build: { builder, arguments, inputs in
      let parts = try builder.unified(inputs.map(builder.vector))
      let axis = try joinAxis(parts.map(\.shape), arguments)
      let value = try builder.graph.concat(
        parts.map(\.value), axis: builder.graphAxis(axis, of: parts[0]))
      return builder.tensor(value, isBatched: parts[0].isBatched)
    })

  /// The axis along which tensors of `shapes` can be joined.
  private static func joinAxis(_ shapes: [[Int]], _ arguments: Arguments) throws -> Int {
    let axis = try arguments.axis(rank: shapes[0].count)
    for (position, shape) in shapes.enumerated().dropFirst() {
      let fits =
        shape.count == shapes[0].count
        && shape.indices.allSatisfy { $0 == axis || shape[$0] == shapes[0][$0] }
      guard fits else {
        throw IRError(
          "\(shapes[0]) and \(shape) do not join along axis \(axis): the other sizes must agree",
          culprit: .operand(position))
      }
    }
    return axis
  }
}
