import QganIR

extension Functions {
  static let abs = LayerDefinition.primitive(
    "abs", "The absolute value.", elsewhere: ["absolute"],
    details: "The derivative at 0 is 0.",
    constant: { Swift.abs($0) })
}
