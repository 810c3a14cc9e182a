/// Primitives without operands.
extension Primitives {
  static let sources: [Primitive] = [
    Primitive(
      "variable", "The contents of the variable `name` before the run.", operands: 0,
      attributes: ["name": .string, "shape": .integers]
    ) { rule in [TensorType(try rule.shape("shape"))] },
    Primitive(
      "constant", "Row-major `values`; one value fills the tensor.", operands: 0,
      attributes: ["shape": .integers, "values": .floats]
    ) { rule in
      let type = TensorType(try rule.shape("shape"))
      let given = rule.floats("values").count
      guard given == 1 || given == type.count else {
        throw rule.error(
          "of shape \(type.shape) needs \(type.count == 1 ? "1" : "1 or \(type.count)") values but got \(given)",
          culprit: .argument("values"))
      }
      return [type]
    },
    random("random_uniform", "Draws from the uniform distribution over [0, 1) of the named stream."),
    random("random_normal", "Draws from the standard normal distribution of the named stream."),
  ]

  private static func random(_ name: String, _ summary: String) -> Primitive {
    Primitive(name, summary, operands: 0, attributes: ["shape": .integers, "stream": .string]) { rule in
      [TensorType(try rule.shape("shape"))]
    }
  }
}
