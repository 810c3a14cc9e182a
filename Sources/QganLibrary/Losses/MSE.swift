import QganIR

extension Losses {
  static let mse = LossDefinition(
    "mse", "The mean square of the differences.", elsewhere: ["MSELoss", "l2"],
    details: "mean((output - target)^2) over the elements of a sample. As PyTorch's `MSELoss`.",
    kind: .supervised { builder, output, target, _ in
      let difference = try difference(output, target, builder)
      return try builder.mean(
        builder.combine("mul", difference, difference), axes: Array(output.shape.indices))
    })

  /// `output - target`, a scalar and one element being the same.
  static func difference(_ output: Tensor, _ target: Tensor, _ builder: ModelBuilder) throws -> Tensor {
    guard output.shape == target.shape || (output.count == 1 && target.count == 1) else {
      throw IRError(
        "output \(output.shape) and target \(target.shape) differ in shape", culprit: .operand(1))
    }
    return try builder.combine("sub", output, builder.reshape(target, to: output.shape))
  }
}
