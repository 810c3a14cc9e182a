import QganIR

extension Functions {
  static let floor = LayerDefinition.primitive(
    "floor", "The greatest integer that is at most x.",
    details: "The derivative is 0.",
    range: 0.1...0.9, constant: { $0.rounded(.down) })
}
