import QganIR

extension Augmentations {
  static let cutout = AugmentationDefinition(
    "cutout", "Sets a rectangle of each image to 0.", elsewhere: ["RandomErasing"],
    details: """
      Along an axis of n pixels the rectangle has s pixels, `ratio` n rounded, from c - s / 2 (rounded down) on; what lies
      outside of the image is left out. c is uniform over 0 to n for even s, over 0 to n - 1 for odd s. DiffAugment's
      (Zhao et al. 2020, arXiv:2006.10738), where 0 is the gray between black and white: `range: [-1, 1]`.
      """,
    parameters: [
      ParameterSpec("ratio", .real, default: .real(0.5), "The rectangle's part of height and width, 0 to 1.")
    ],
    examples: [
      LayerExample("cutout", inputShapes: [[2, 3, 4]]),
      LayerExample("cutout(ratio: 0.3)", ["ratio": .real(0.3)], inputShapes: [[1, 4, 8]]),
    ]
  ) { builder, arguments, images, uniform in
    let ratio = try arguments.real("ratio", in: 0...1)
    /// 1 where the position along an axis of `size` belongs to the rectangle.
    func inside(_ name: String, size: Int, shape: [Int]) throws -> Tensor? {
      let length = Int(Double(size) * ratio + 0.5)
      if length == 0 { return nil }
      let center = try builder.wholeNumber(below: size + 1 - length % 2, from: uniform(name))
      // How far a position lies behind the rectangle's first one.
      let position = try builder.constant((0..<size).map { Double($0 + length / 2) }, shape: shape)
      let depth = try builder.combine("sub", position, center)
      let started = try builder.map("step", builder.map("offset", depth, ["amount": .float(0.5)]))
      let ended = try builder.map(
        "step", builder.map("offset", depth, ["amount": .float(0.5 - Double(length))]))
      return try builder.combine("sub", started, ended)
    }
    let (height, width) = (images.shape[1], images.shape[2])
    guard let rows = try inside("rows", size: height, shape: [1, height, 1]),
      let columns = try inside("columns", size: width, shape: [1, 1, width])
    else { return images }
    let cut = try builder.map("scale", builder.combine("mul", rows, columns), ["factor": .float(-1)])
    return try builder.combine("mul", images, builder.map("offset", cut, ["amount": .float(1)]))
  }
}
