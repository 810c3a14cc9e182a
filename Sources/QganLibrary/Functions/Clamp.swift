import QganIR

extension Functions {
  static let clamp = LayerDefinition(
    "clamp", "x kept between two bounds.", elsewhere: ["clip"],
    details: "min(max(x, min), max); a bound that is left out does not bind. `clamp(x, min: 0, max: 1)`.",
    parameters: [
      ParameterSpec("min", .real, isOptional: true, "The lower bound."),
      ParameterSpec("max", .real, isOptional: true, "The upper bound."),
    ],
    constantArray: { arguments, inputs in
      let bounds = try clampBounds(arguments)
      return try ConstArray.map(inputs) { x in
        let low = bounds.low.map { Swift.max($0, x[0]) } ?? x[0]
        return bounds.high.map { Swift.min($0, low) } ?? low
      }
    },
    examples: [
      LayerExample(
        "clamp(x, min: -1, max: 1)", ["min": .real(-1), "max": .real(1)], inputShapes: [[6]]),
      LayerExample("clamp(x, min: 0)", ["min": .real(0)], inputShapes: [[6]]),
    ],
    build: { builder, arguments, inputs in
      let bounds = try clampBounds(arguments)
      var x = inputs[0]
      if let low = bounds.low { x = try builder.combine("maximum", x, builder.constant([low], shape: [])) }
      if let high = bounds.high { x = try builder.combine("minimum", x, builder.constant([high], shape: [])) }
      return x
    })

  private static func clampBounds(_ arguments: Arguments) throws -> (low: Double?, high: Double?) {
    let low = arguments.has("min") ? arguments.real("min") : nil
    let high = arguments.has("max") ? arguments.real("max") : nil
    if let low, let high, !(low <= high) {
      throw IRError("`min: \(low)` is above `max: \(high)`", culprit: .argument("min"))
    }
    return (low, high)
  }
}
