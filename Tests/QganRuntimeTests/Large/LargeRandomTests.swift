import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// The engine for large states on small random circuits, cut into small blocks, against the reference simulator.
@Suite struct LargeRandomTests {
  /// Every gate that has a normal form; all kinds of measurement, preparations, special and per-sample angles.
  private static func circuit(_ seed: Int) -> Circuit {
    var random = RandomCircuit(qubitCount: 6 + seed % 2, gateCount: 30)
    random.gates.removeAll { $0 == Gates.unitary }
    var circuit = random.circuit(seed: UInt64(seed))
    if seed == 5 {
      circuit.operands.append(CircuitOperand(name: "b", binding: .param, shape: [2, 2]))
      circuit.preparations.append(
        Preparation(
          operand: circuit.operands.count - 1,
          qubits: Array(
            (0..<circuit.qubitCount).filter { qubit in
              !circuit.preparations.contains { $0.qubits.contains(qubit) }
            }.prefix(2))))
    }
    return circuit
  }

  static let examples: [(example: CircuitExample, fused: FusedCircuit?, expected: CircuitResult)] =
    (0..<16).map { seed in
      let circuit = circuit(seed)
      let example = CircuitExample(circuit, seed: UInt64(seed), batch: 3)
      return (example, try? fuseCircuit(circuit), example.expected)
    }

  @Test(arguments: LargeMode.all(lowBits: [4, 5, 6, nil]))
  func randomCircuits(mode: LargeMode) throws {
    for (seed, item) in Self.examples.enumerated() {
      let fused = try #require(item.fused)
      let result = try mode.gradient(fused, item.example)
      #expect(distance(result.outputs, item.expected.outputs) < mode.tolerance, "outputs of circuit \(seed)")
      #expect(
        distance(result.gradients, item.expected.gradients) < 10 * mode.tolerance,
        "gradients of circuit \(seed)")
      let forward = try mode.forward(fused, item.example)
      #expect(distance(forward, item.expected.outputs) < mode.tolerance, "values of circuit \(seed)")
    }
  }
}
