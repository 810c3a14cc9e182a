import QganIR

extension Layers {
  static let resize = LayerDefinition(
    "resize", "An image resampled to a size.",
    details: """
      From `[C, H, W]` to `[C, size, size]`; a fixed linear map along each axis, so it differentiates. \
      `method: "bilinear"` and `"bicubic"` put pixel centres at half coordinates, as PyTorch's `interpolate` with \
      `align_corners=False`; shrinking, they skip pixels unless `antialias: true` widens their filters, which is what \
      Pillow does and PyTorch with `antialias=True` (the cubic's parameter is then -0.5 instead of -0.75). \
      `"tf1_bilinear"` is TensorFlow 1's `resize_bilinear`: pixel i comes from position i H / size, without \
      half coordinates and in single precision, so that the image moves by up to half a pixel. It is there for \
      networks that were trained with it, such as the Inception of FID scores.
      """,
    parameters: [
      ParameterSpec("size", .oneOf([.integer, .integers(count: 2)]), "Height and width of the result."),
      ParameterSpec(
        "method", .choice(["bilinear", "bicubic", "tf1_bilinear"]), default: .string("bilinear"),
        "How pixels are made."),
      ParameterSpec(
        "antialias", .boolean, default: .boolean(false),
        "Whether filters widen when the image shrinks (bilinear and bicubic)."),
    ],
    examples: [
      LayerExample("resize(5)", ["size": .integer(5)], inputShapes: [[2, 3, 4]]),
      LayerExample(
        "resize([2, 7], method: \"bicubic\", antialias: true)",
        [
          "size": .array(shape: [2], elements: [2, 7]), "method": .string("bicubic"),
          "antialias": .boolean(true),
        ], inputShapes: [[1, 5, 4]]),
      LayerExample(
        "resize(6, method: \"tf1_bilinear\")", ["size": .integer(6), "method": .string("tf1_bilinear")],
        inputShapes: [[1, 4, 3]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let size = try arguments.pair("size", in: 1...largestWindow)
    let from = [image.height, image.width]
    try LinearMap.check(size + from)
    guard TensorType.checkedCount([image.channels] + size) != nil else {
      throw IRError("an image of \([image.channels] + size) is too large", culprit: .argument("size"))
    }
    let method = arguments.string("method")
    let antialias = arguments.boolean("antialias")
    guard method != "tf1_bilinear" || !antialias else {
      throw IRError(
        "TensorFlow 1 has no antialiasing", culprit: .argument("antialias"),
        suggestion: "use `method: \"bilinear\"`")
    }
    return try builder.onRows(x) { rows in
      try (0..<2).reduce(rows) { value, axis in
        let map: LinearMap
        switch (method, antialias) {
        case ("tf1_bilinear", _): map = .tensorFlow1Linear(from: from[axis], to: size[axis])
        case ("bicubic", false): map = .cubic(from: from[axis], to: size[axis])
        case ("bicubic", true): map = .antialiased(.cubic, from: from[axis], to: size[axis])
        case (_, true): map = .antialiased(.triangle, from: from[axis], to: size[axis])
        default: map = .linear(from: from[axis], to: size[axis], alignsCorners: false)
        }
        return try builder.graph.apply(map, to: value, axis: axis + 2)
      }
    }
  }
}
