import QganIR

extension Functions {
  static let sqrt = LayerDefinition.primitive(
    "sqrt", "The square root.",
    range: 0.3...3, constant: { $0.squareRoot() })
}
