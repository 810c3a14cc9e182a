import QganIR

extension ReferenceInterpreter {
  /// `circuit`, `circuit_gradient` and `circuit_tangent`, sample by sample, with derivatives by finite differences.
  func evaluate(
    _ primitive: String, of circuit: Circuit, _ x: [ReferenceTensor], types: [TensorType]
  ) throws -> [ReferenceTensor] {
    let count = circuit.operands.count
    var results = types.map { ReferenceTensor($0.shape, full: 0) }
    let batch = zip(circuit.operands, x).first { $0.0.binding == .input }.map { $0.1.shape[0] } ?? 1
    for sample in 0..<batch {
      let operands = (0..<count).map { elements(x[$0], circuit.operands[$0], sample, of: batch) }
      if primitive == "circuit" {
        add(try measure(circuit, operands), to: &results[0], sample, of: batch)
        continue
      }
      let cotangent = row(x[count], sample, of: batch)
      if primitive == "circuit_gradient" {
        let gradient = try gradient(circuit, operands, cotangent)
        for (position, part) in gradient.enumerated() {
          add(part, to: &results[position], circuit.operands[position], sample, of: batch)
        }
        continue
      }
      let tangents = (0..<count).map {
        elements(x[count + 1 + $0], circuit.operands[$0], sample, of: batch)
      }
      let along = { (step: Double) in ReferenceInterpreter.moved(operands, along: tangents, by: step) }
      let derivative = try ReferenceInterpreter.derivative { try measure(circuit, along($0)) }
      add(derivative, to: &results[0], sample, of: batch)
      let flat = try ReferenceInterpreter.derivative { step in
        try gradient(circuit, along(step), cotangent).flatMap { $0 }
      }
      var start = 0
      for position in 0..<count {
        let part = Array(flat[start..<start + operands[position].count])
        start += part.count
        add(part, to: &results[position + 1], circuit.operands[position], sample, of: batch)
      }
    }
    return results
  }

  /// The derivative of the cotangent-weighted measurements with respect to every element of every operand.
  private func gradient(
    _ circuit: Circuit, _ operands: [[Double]], _ cotangent: [Double]
  ) throws -> [[Double]] {
    try operands.indices.map { position in
      try operands[position].indices.map { element in
        try ReferenceInterpreter.derivative { step in
          var shifted = operands
          shifted[position][element] += step
          return [zip(try measure(circuit, shifted), cotangent).reduce(0) { $0 + $1.0 * $1.1 }]
        }[0]
      }
    }
  }

  /// The derivative at 0 by the five-point stencil.
  private static func derivative(_ function: (Double) throws -> [Double]) rethrows -> [Double] {
    let step = 1e-3
    let (a, b) = (try function(-2 * step), try function(-step))
    let (c, d) = (try function(step), try function(2 * step))
    return a.indices.map { (a[$0] - 8 * b[$0] + 8 * c[$0] - d[$0]) / (12 * step) }
  }

  private static func moved(_ x: [[Double]], along y: [[Double]], by step: Double) -> [[Double]] {
    zip(x, y).map { zip($0, $1).map { $0 + step * $1 } }
  }

  private func row(_ x: ReferenceTensor, _ sample: Int, of batch: Int) -> [Double] {
    let width = x.values.count / batch
    return Array(x.values[sample * width..<(sample + 1) * width])
  }

  private func elements(
    _ x: ReferenceTensor, _ operand: CircuitOperand, _ sample: Int, of batch: Int
  ) -> [Double] {
    operand.binding == .input ? row(x, sample, of: batch) : x.values
  }

  private func add(_ part: [Double], to x: inout ReferenceTensor, _ sample: Int, of batch: Int) {
    let width = x.values.count / batch
    for (index, value) in part.enumerated() { x.values[sample * width + index] += value }
  }

  private func add(
    _ part: [Double], to x: inout ReferenceTensor, _ operand: CircuitOperand, _ sample: Int, of batch: Int
  ) {
    if operand.binding == .input {
      add(part, to: &x, sample, of: batch)
    } else {
      for (index, value) in part.enumerated() { x.values[index] += value }
    }
  }
}
