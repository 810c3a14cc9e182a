import QganIR

extension Augmentations {
  static let flip = AugmentationDefinition(
    "flip", "Mirrors each image left to right with probability `p`.",
    elsewhere: ["RandomHorizontalFlip", "hflip"],
    details: "As torchvision's `RandomHorizontalFlip`.",
    parameters: [ParameterSpec("p", .real, default: .real(0.5), "The probability, 0 to 1.")],
    examples: [LayerExample("flip", inputShapes: [[2, 3, 4]])]
  ) { builder, arguments, images, uniform in
    let p = try arguments.real("p", in: 0...1)
    // 1 where the draw is below p.
    let draw = try builder.map("scale", uniform("mirrored"), ["factor": .float(-1)])
    let mirrored = try builder.map("step", builder.map("offset", draw, ["amount": .float(p)]))
    // The matrix that moves columns: the identity, or the reversal, which differs from it by `change`.
    let width = images.shape[2]
    let identity = (0..<width * width).map { $0 / width == $0 % width ? 1.0 : 0 }
    let change = (0..<width * width).map { index -> Double in
      let (row, column) = (index / width, index % width)
      return (row + column == width - 1 ? 1 : 0) - (row == column ? 1 : 0)
    }
    let shape = [width, width]
    let turned = try builder.combine(
      "mul", builder.reshape(mirrored, to: [1, 1]), builder.constant(change, shape: shape))
    let matrix = try builder.combine("add", turned, builder.constant(identity, shape: shape))
    return try images.columns(times: matrix, builder)
  }
}
