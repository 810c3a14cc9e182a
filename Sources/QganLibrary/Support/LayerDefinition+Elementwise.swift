import QganIR

extension LayerDefinition {
  /// A function of each element; `constant` is its value for constants.
  static func elementwise(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    range: ClosedRange<Double> = -2...2,
    isDifferentiable: Bool = true, constant: @escaping @Sendable (Double) -> Double,
    build: @escaping @Sendable (ModelBuilder, Tensor) throws -> Tensor
  ) -> LayerDefinition {
    LayerDefinition(
      name, summary, elsewhere: elsewhere, details: details, constant: { constant($0[0]) },
      examples: [
        LayerExample(
          "\(name)(x)", inputShapes: [[6]], range: range, isDifferentiable: isDifferentiable)
      ],
      build: { builder, _, inputs in try build(builder, inputs[0]) })
  }

  /// A function that is one primitive without attributes.
  static func primitive(
    _ name: String, _ summary: String, elsewhere: [String] = [], primitive: String? = nil,
    details: String = "",
    range: ClosedRange<Double> = -2...2, isDifferentiable: Bool = true,
    constant: @escaping @Sendable (Double) -> Double
  ) -> LayerDefinition {
    elementwise(
      name, summary, elsewhere: elsewhere, details: details, range: range, isDifferentiable: isDifferentiable,
      constant: constant
    ) { builder, x in try builder.map(primitive ?? name, x) }
  }
}

extension ParameterSpec {
  /// The optional `axis:` of reductions.
  static let reducedAxes = ParameterSpec(
    "axis", .oneOf([.integer, .integers(count: nil)]), isOptional: true,
    "The axis or axes that vanish, from 0; negative ones count from the end; all if left out.")
}
