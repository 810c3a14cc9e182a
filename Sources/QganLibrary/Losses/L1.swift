import QganIR

extension Losses {
  static let l1 = LossDefinition(
    "l1", "The mean absolute difference.", elsewhere: ["L1Loss", "mae"],
    details: "mean(|output - target|) over the elements of a sample. As PyTorch's `L1Loss`.",
    kind: .supervised { builder, output, target, _ in
      let difference = try difference(output, target, builder)
      return try builder.mean(builder.map("abs", difference), axes: Array(output.shape.indices))
    })
}
