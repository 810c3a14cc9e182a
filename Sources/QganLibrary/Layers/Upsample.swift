import QganIR

extension Layers {
  static let upsample = LayerDefinition(
    "upsample", "An image enlarged by whole factors.", elsewhere: ["UpSampling2D", "interpolate"],
    details: """
      From `[C, H, W]` to `[C, factor H, factor W]`. `mode: "nearest"` repeats pixels; `"bilinear"` interpolates \
      between pixel centres, or between corners with `align_corners: true`. As PyTorch's `Upsample`.
      """,
    parameters: [
      ParameterSpec(
        "factor", .oneOf([.integer, .integers(count: 2)]), "How many times as high and wide."),
      ParameterSpec(
        "mode", .choice(["nearest", "bilinear"]), default: .string("nearest"), "How pixels are made."),
      ParameterSpec(
        "align_corners", .boolean, default: .boolean(false),
        "Whether corner pixels keep their place (bilinear only)."),
    ],
    examples: [
      LayerExample("upsample(2)", ["factor": .integer(2)], inputShapes: [[2, 2, 3]]),
      LayerExample(
        "upsample(2, mode: \"bilinear\")", ["factor": .integer(2), "mode": .string("bilinear")],
        inputShapes: [[1, 3, 2]]),
      LayerExample(
        "upsample([2, 3], mode: \"bilinear\", align_corners: true)",
        [
          "factor": .array(shape: [2], elements: [2, 3]), "mode": .string("bilinear"),
          "align_corners": .boolean(true),
        ], inputShapes: [[1, 2, 2]]),
    ]
  ) { builder, arguments, inputs in
    let x = inputs[0]
    let image = try builder.imageSize(of: x)
    let factor = try arguments.pair("factor", in: 1...largestWindow)
    let isBilinear = arguments.string("mode") == "bilinear"
    let alignsCorners = arguments.boolean("align_corners")
    guard isBilinear || !alignsCorners else {
      throw IRError(
        "`align_corners` has no meaning for nearest pixels", culprit: .argument("align_corners"),
        suggestion: "use `mode: \"bilinear\"`")
    }
    let (height, width) = (image.height, image.width)
    guard TensorType.checkedCount([image.channels, height, factor[0], width, factor[1]]) != nil else {
      throw IRError("an image of \(x.shape) times \(factor) is too large", culprit: .argument("factor"))
    }
    let graph = builder.graph
    return try builder.onRows(x) { rows in
      let lead = [builder.rowCount(of: x), image.channels]
      if isBilinear {
        try LinearMap.check([height * factor[0], width * factor[1]])
        let rowMap = LinearMap.linear(
          from: height, to: height * factor[0], alignsCorners: alignsCorners)
        let columnMap = LinearMap.linear(from: width, to: width * factor[1], alignsCorners: alignsCorners)
        return try graph.apply(columnMap, to: graph.apply(rowMap, to: rows, axis: 2), axis: 3)
      }
      let repeated = try graph.broadcast(
        rows, to: lead + [height, factor[0], width, factor[1]], axes: [0, 1, 2, 4])
      return try graph.reshape(repeated, to: lead + [height * factor[0], width * factor[1]])
    }
  }
}
