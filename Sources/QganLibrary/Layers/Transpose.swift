import QganIR

extension Layers {
  static let transpose = LayerDefinition(
    "transpose", "The last two axes exchanged.", elsewhere: ["swapaxes"],
    details: "From `[..., m, n]` to `[..., n, m]`; `permute` does any other order.",
    constantArray: { _, inputs in inputs[0].transposed(try exchange(inputs[0].shape)) },
    examples: [LayerExample("transpose(x)", inputShapes: [[2, 3]])],
    build: { builder, _, inputs in try builder.permuted(inputs[0], exchange(inputs[0].shape)) })

  private static func exchange(_ shape: [Int]) throws -> [Int] {
    guard shape.count >= 2 else {
      throw IRError("at least two axes are needed but the data are \(shape)", culprit: .operand(0))
    }
    var order = Array(shape.indices)
    order.swapAt(shape.count - 1, shape.count - 2)
    return order
  }
}
