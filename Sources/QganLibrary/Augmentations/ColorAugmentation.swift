import QganIR

extension Augmentations {
  static let color = AugmentationDefinition(
    "color", "Changes brightness, then saturation, then contrast of each image.", elsewhere: ["ColorJitter"],
    details: """
      With u uniform over [-1, 1), drawn anew for each of the three:

      - brightness: x + `brightness` u
      - saturation: m + (1 + `saturation` u) (x - m), where m is the mean of a pixel's channels
      - contrast: m + (1 + `contrast` u) (x - m), where m is the mean of the image

      The defaults are DiffAugment's (Zhao et al. 2020, arXiv:2006.10738), for images from -1 to 1; with `range: [0, 1]`
      halve `brightness`. Nothing is clamped. A parameter of 0 leaves its part out.
      """,
    parameters: [
      ParameterSpec("brightness", .real, default: .real(0.5), "The most that is added."),
      ParameterSpec("saturation", .real, default: .real(1), "The most that the factor differs from 1."),
      ParameterSpec("contrast", .real, default: .real(0.5), "The most that the factor differs from 1."),
    ],
    examples: [
      LayerExample("color", inputShapes: [[3, 3, 4]]),
      LayerExample(
        "color(brightness: 0.2, saturation: 0.0, contrast: 0.9)",
        ["brightness": .real(0.2), "saturation": .real(0), "contrast": .real(0.9)], inputShapes: [[1, 3, 2]]),
    ]
  ) { builder, arguments, images, uniform in
    /// `center` + `amount` u
    func drawn(_ name: String, around center: Double) throws -> Tensor {
      let amount = try arguments.real(name, in: 0...1e6)
      let draw = try builder.map("scale", uniform(name), ["factor": .float(2 * amount)])
      return try builder.map("offset", draw, ["amount": .float(center - amount)])
    }
    /// Differences from the mean over `axes`, times the factor that is drawn.
    func spread(_ x: Tensor, _ name: String, over axes: [Int]) throws -> Tensor {
      let shape = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
      let mean = try builder.reshape(builder.mean(x, axes: axes), to: shape)
      let difference = try builder.combine("sub", x, mean)
      let scaled = try builder.combine("mul", difference, drawn(name, around: 1))
      return try builder.combine("add", scaled, mean)
    }
    var x = images
    if try arguments.real("brightness", in: 0...1e6) > 0 {
      x = try builder.combine("add", x, drawn("brightness", around: 0))
    }
    // Gray has no saturation.
    if try arguments.real("saturation", in: 0...1e6) > 0, x.shape[0] > 1 {
      x = try spread(x, "saturation", over: [0])
    }
    if try arguments.real("contrast", in: 0...1e6) > 0 { x = try spread(x, "contrast", over: [0, 1, 2]) }
    return x
  }
}
