import QganIR
import QganPasses

/// A circuit with a batch of operands, a cotangent and tangents, and what the reference simulator says.
struct CircuitExample {
  var circuit: Circuit
  var batch: Int
  /// `[operand][element]`, inputs with one row a sample.
  var operands: [[Double]]
  var cotangent: [Double]
  var tangents: [[Double]]

  init(_ circuit: Circuit, seed: UInt64, batch: Int) {
    self.circuit = circuit
    self.batch = batch
    let samples = (0..<batch).map { RandomCircuit.operands(of: circuit, seed: seed &+ 1000 &* UInt64($0)) }
    operands = circuit.operands.indices.map { k in
      circuit.operands[k].binding == .param ? samples[0][k] : samples.flatMap { $0[k] }
    }
    var random = SeededGenerator(seed: seed)
    cotangent = (0..<batch * circuit.outputCount).map { _ in Double.random(in: -1...1, using: &random) }
    tangents = operands.map { $0.map { _ in Double.random(in: -1...1, using: &random) } }
  }

  /// The operands of one sample.
  func operands(of sample: Int) -> [[Double]] {
    circuit.operands.indices.map { k in
      let count = circuit.operands[k].count
      if circuit.operands[k].binding == .param { return operands[k] }
      return Array(operands[k][sample * count..<(sample + 1) * count])
    }
  }

  /// The first samples only.
  func prefix(_ count: Int) -> CircuitExample {
    var result = self
    result.batch = count
    result.cotangent = Array(cotangent.prefix(count * circuit.outputCount))
    for k in circuit.operands.indices where circuit.operands[k].binding == .input {
      result.operands[k] = Array(operands[k].prefix(count * circuit.operands[k].count))
      result.tangents[k] = Array(tangents[k].prefix(count * circuit.operands[k].count))
    }
    return result
  }

  /// Outputs and gradients by the reference simulator, sample by sample.
  var expected: CircuitResult {
    let simulator = ReferenceSimulator(circuit)
    let n = circuit.outputCount
    var result = CircuitResult(outputs: [], gradients: operands.map { $0.map { _ in 0 } })
    for sample in 0..<batch {
      let values = operands(of: sample)
      result.outputs += simulator.outputs(values)
      for (k, rows) in simulator.jacobian(values).enumerated() {
        let start = circuit.operands[k].binding == .input ? sample * circuit.operands[k].count : 0
        for (element, row) in rows.enumerated() {
          for (o, slope) in row.enumerated() {
            result.gradients[k][start + element] += slope * cotangent[sample * n + o]
          }
        }
      }
    }
    return result
  }
}
