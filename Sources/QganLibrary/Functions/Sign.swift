import QganIR

extension Functions {
  static let sign = LayerDefinition.primitive(
    "sign", "-1, 0 or 1.",
    details: "The derivative is 0.",
    range: 0.5...1.5, constant: { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 })
}
