import QganIR

extension Layers {
  static let reshape = LayerDefinition(
    "reshape", "The same elements in another shape.", elsewhere: ["view", "unflatten"],
    details: """
      From any shape to `[sizes...]` of as many elements, row-major; one size may be -1 and is then computed. \
      `x |> reshape(64, 4, 4)`.
      """,
    parameters: [ParameterSpec("sizes", .integer, isVariadic: true, "The new shape, without the batch.")],
    constantArray: { arguments, inputs in
      let shape = try reshaped(inputs[0].shape, arguments)
      return ConstArray(shape: shape, elements: inputs[0].elements)
    },
    examples: [
      LayerExample(
        "reshape(3, 2)", ["sizes": .array(shape: [2], elements: [3, 2])], inputShapes: [[2, 3]]),
      LayerExample(
        "reshape(2, -1)", ["sizes": .array(shape: [2], elements: [2, -1])], inputShapes: [[6]]),
    ],
    build: { builder, arguments, inputs in
      try builder.reshape(inputs[0], to: reshaped(inputs[0].shape, arguments))
    })

  /// The shape that `sizes` asks for, given the old one.
  private static func reshaped(_ old: [Int], _ arguments: Arguments) throws -> [Int] {
    var shape = arguments.integers("sizes")
    let count = TensorType.checkedCount(old) ?? 0
    let open = shape.indices.filter { shape[$0] == -1 }
    guard open.count <= 1 else {
      throw IRError("only one size of \(shape) may be -1", culprit: .argument("sizes"))
    }
    if let axis = open.first {
      let known = TensorType.checkedCount(shape.enumerated().map { $0.offset == axis ? 1 : $0.element })
      guard let known, known > 0, count % known == 0 else {
        throw IRError(
          "the \(count) elements of \(old) do not divide into \(shape)", culprit: .argument("sizes"))
      }
      shape[axis] = count / known
    }
    guard TensorType.checkedCount(shape) == count else {
      let wanted = TensorType.checkedCount(shape).map(String.init) ?? "too many"
      throw IRError(
        "the \(count) elements of \(old) cannot take the shape \(shape), which has \(wanted)",
        culprit: .argument("sizes"))
    }
    return shape
  }
}
