/// The evaluation of a circuit and its derivatives.
extension Primitives {
  static let circuits: [Primitive] = [
    Primitive(
      "circuit",
      "The circuit's measurements, [B, outputCount], or [outputCount] without inputs; operands are [B, count] "
        + "for inputs and [count] for params.", operands: nil, attributes: ["circuit": .string]
    ) { rule in
      let signature = try CircuitSignature(rule)
      try rule.requireOperands(signature.operands.count)
      return [signature.output]
    },
    Primitive(
      "circuit_gradient",
      "From the circuit's operands and a cotangent like its output, the gradient with respect to each operand; "
        + "those of params are summed over the batch.", operands: nil, attributes: ["circuit": .string]
    ) { rule in
      let signature = try CircuitSignature(rule)
      let count = signature.operands.count
      try rule.requireOperands(count + 1)
      try rule.require(count, is: signature.output, "a cotangent")
      return signature.operands
    },
    Primitive(
      "circuit_tangent",
      "From the circuit's operands, a cotangent and a tangent like each operand: the output's derivative along "
        + "the tangents, then that of each result of `circuit_gradient`.", operands: nil,
      attributes: ["circuit": .string]
    ) { rule in
      let signature = try CircuitSignature(rule)
      let count = signature.operands.count
      try rule.requireOperands(2 * count + 1)
      try rule.require(count, is: signature.output, "a cotangent")
      for (position, type) in signature.operands.enumerated() {
        try rule.require(count + 1 + position, is: type, "a tangent")
      }
      return [signature.output] + signature.operands
    },
  ]
}

/// Types of a circuit as a graph operation, with the batch taken from its first input.
private struct CircuitSignature {
  var operands: [TensorType] = []
  var output: TensorType

  init(_ rule: ShapeRule) throws {
    let name = rule.string("circuit")
    guard let circuit = rule.circuits[name] else {
      throw rule.error("names `\(name)`, which is no circuit of this graph", culprit: .argument("circuit"))
    }
    guard rule.operands.count >= circuit.operands.count else {
      throw rule.error(
        "of `\(name)` needs \(ShapeRule.plural(circuit.operands.count, "circuit operand")) but got "
          + "\(rule.operands.count)")
    }
    var batch: Int?
    for (position, operand) in circuit.operands.enumerated() {
      guard let count = TensorType.checkedCount(operand.shape) else {
        throw rule.error("has an operand `\(operand.name)` of an impossible shape \(operand.shape)")
      }
      switch operand.binding {
      case .param:
        try rule.require(position, is: TensorType([count]), "`\(operand.name)`")
        operands.append(TensorType([count]))
      case .input:
        try rule.require(position, rank: 2, "`\(operand.name)`")
        let size = batch ?? rule[position].shape[0]
        batch = size
        try rule.require(position, is: TensorType([size, count]), "`\(operand.name)`")
        operands.append(TensorType([size, count]))
      }
    }
    var outputs = 0
    for measurement in circuit.measurements {
      guard measurement.qubits.count <= 40 || measurement.count == 1 else {
        throw rule.error("returns the probabilities of \(measurement.qubits.count) qubits, more than 40")
      }
      outputs += measurement.count
    }
    output = TensorType((batch.map { [$0] } ?? []) + [outputs])
  }
}
