import QganIR

extension Augmentations {
  static let translation = AugmentationDefinition(
    "translation", "Moves each image by whole pixels, down or up and right or left; zeros come in.",
    elsewhere: ["translate"],
    details: """
      The shift along an axis of n pixels is uniform over the whole numbers from -s to s, s being `ratio` n rounded, drawn
      for rows and columns on their own. DiffAugment's (Zhao et al. 2020, arXiv:2006.10738).
      """,
    parameters: [
      ParameterSpec(
        "ratio", .real, default: .real(0.125), "The largest shift, as a part of the size, 0 to 1.")
    ],
    examples: [
      LayerExample("translation(ratio: 0.5)", ["ratio": .real(0.5)], inputShapes: [[2, 3, 4]]),
      LayerExample("translation", inputShapes: [[1, 8, 4]]),
    ]
  ) { builder, arguments, images, uniform in
    let ratio = try arguments.real("ratio", in: 0...1)
    /// The matrix `[size, size]` with 1 where the result's pixel, its row, is the source's pixel, its column.
    func shift(_ name: String, size: Int) throws -> Tensor? {
      let most = Int(Double(size) * ratio + 0.5)
      if most == 0 { return nil }
      let shift = try builder.map(
        "offset", builder.wholeNumber(below: 2 * most + 1, from: uniform(name)),
        ["amount": .float(Double(-most))]
      )
      let distance = (0..<size * size).map { Double($0 % size - $0 / size) }
      return try builder.combine(
        "equal", builder.constant(distance, shape: [size, size]), builder.reshape(shift, to: [1, 1]))
    }
    var x = images
    if let rows = try shift("rows", size: images.shape[1]) { x = try x.rows(movedBy: rows, builder) }
    if let columns = try shift("columns", size: images.shape[2]) {
      x = try x.columns(times: columns, transposed: true, builder)
    }
    return x
  }
}
