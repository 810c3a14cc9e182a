import QganIR
import QganPasses

/// A circuit with a few samples of which outputs and Jacobians are known, and batches of any size made of them.
struct CircuitSamples {
  let name: String
  let circuit: Circuit
  private let example: CircuitExample
  /// `[sample][output]`.
  private let outputs: [[Double]]
  /// `[sample][operand][element][output]`.
  private let jacobians: [[[[Double]]]]

  /// Changes of the operands come before the reference simulator runs.
  init(
    _ name: String, _ circuit: Circuit, seed: UInt64, count: Int = 3,
    changing change: (_ operand: Int, _ element: Int, Double) -> Double = { $2 }
  ) {
    self.name = name
    self.circuit = circuit
    var example = CircuitExample(circuit, seed: seed, batch: count)
    for k in example.operands.indices where !circuit.preparations.contains(where: { $0.operand == k }) {
      for element in example.operands[k].indices {
        example.operands[k][element] = change(k, element, example.operands[k][element])
      }
    }
    self.example = example
    let simulator = ReferenceSimulator(circuit)
    outputs = (0..<count).map { simulator.outputs(example.operands(of: $0)) }
    jacobians = (0..<count).map { simulator.jacobian(example.operands(of: $0)) }
  }

  /// A batch in which the samples follow one another again and again, under cotangents of its own, and its values and
  /// gradients.
  func batch(_ size: Int) -> (example: CircuitExample, expected: CircuitResult) {
    var batch = CircuitExample(circuit, seed: 17, batch: size)
    let n = circuit.outputCount
    for k in circuit.operands.indices {
      batch.operands[k] =
        circuit.operands[k].binding == .param
        ? example.operands[k] : (0..<size).flatMap { example.operands(of: $0 % outputs.count)[k] }
    }
    var result = CircuitResult(outputs: [], gradients: batch.operands.map { $0.map { _ in 0 } })
    for sample in 0..<size {
      result.outputs += outputs[sample % outputs.count]
      for (k, rows) in jacobians[sample % outputs.count].enumerated() {
        let start = circuit.operands[k].binding == .input ? sample * rows.count : 0
        for (element, row) in rows.enumerated() {
          for (o, slope) in row.enumerated() {
            result.gradients[k][start + element] += slope * batch.cotangent[sample * n + o]
          }
        }
      }
    }
    return (batch, result)
  }
}
