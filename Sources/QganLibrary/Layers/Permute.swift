import QganIR

extension Layers {
  static let permute = LayerDefinition(
    "permute", "Axes in another order.", elsewhere: ["moveaxis"],
    details:
      "Axis i of the result is axis `axes[i]` of `x`, as PyTorch's `permute`. `x |> permute(1, 2, 0)`.",
    parameters: [
      ParameterSpec("axes", .integer, isVariadic: true, "Every axis once, from 0, without the batch.")
    ],
    constantArray: { arguments, inputs in
      inputs[0].transposed(try permutation(arguments, of: inputs[0].shape))
    },
    examples: [
      LayerExample(
        "permute(1, 2, 0)", ["axes": .array(shape: [3], elements: [1, 2, 0])], inputShapes: [[2, 3, 2]])
    ],
    build: { builder, arguments, inputs in
      try builder.permuted(inputs[0], permutation(arguments, of: inputs[0].shape))
    })

  private static func permutation(_ arguments: Arguments, of shape: [Int]) throws -> [Int] {
    let axes = arguments.integers("axes")
    guard axes.sorted() == Array(shape.indices) else {
      let expected = shape.isEmpty ? "none" : "each of 0 to \(shape.count - 1) once"
      throw IRError(
        "the axes of \(shape) must be \(expected) but are \(axes)", culprit: .argument("axes"))
    }
    return axes
  }
}

extension ModelBuilder {
  /// Axis `i` of each sample of the result is axis `permutation[i]` of `x`'s.
  func permuted(_ x: Tensor, _ permutation: [Int]) throws -> Tensor {
    let full = x.isBatched ? [0] + permutation.map { $0 + 1 } : permutation
    return tensor(try graph.transpose(x.value, full), isBatched: x.isBatched)
  }
}
