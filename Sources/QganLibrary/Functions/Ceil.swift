import QganIR

extension Functions {
  static let ceil = LayerDefinition.primitive(
    "ceil", "The least integer that is at least x.",
    details: "The derivative is 0.",
    range: 0.1...0.9, constant: { $0.rounded(.up) })
}
