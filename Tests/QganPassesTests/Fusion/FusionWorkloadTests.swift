import QganIR
import Testing

@testable import QganPasses

/// The shapes that the engine's speed is measured on.
@Suite struct FusionWorkloadTests {
  /// RY encoding, then layers of RY, or of RZ RY RZ, and a ring of CX of growing step.
  private func workload(qubits: Int, layers: Int, isRotation: Bool) -> Circuit {
    let count = isRotation ? 3 : 1
    var circuit = Circuit(
      name: "w", qubitNames: (0..<qubits).map { "q[\($0)]" },
      operands: [
        CircuitOperand(name: "x", binding: .input, shape: [qubits]),
        CircuitOperand(name: "w", binding: .param, shape: [layers, qubits, count]),
      ],
      measurements: (0..<qubits).map { .expectation([PauliFactor(.z, $0)]) })
    func apply(_ gate: String, _ angles: [Angle], _ qubit: Int, control: Int? = nil) {
      circuit.operations.append(
        .apply(
          GateApplication(
            gate: gate, angles: angles, controls: control.map { [Control(qubit: $0)] } ?? [], qubits: [qubit])
        ))
    }
    for qubit in 0..<qubits { apply("ry", [.element(qubit, of: 0)], qubit) }
    for layer in 0..<layers {
      for qubit in 0..<qubits {
        let gates = isRotation ? ["rz", "ry", "rz"] : ["ry"]
        for (place, gate) in gates.enumerated() {
          apply(gate, [.element((layer * qubits + qubit) * count + place, of: 1)], qubit)
        }
      }
      let step = isRotation ? layer % (qubits - 1) + 1 : 1
      for qubit in 0..<qubits { apply("x", [], (qubit + step) % qubits, control: qubit) }
    }
    return circuit
  }

  @Test func realRingsKeepOnePlane() throws {
    let circuit = workload(qubits: 5, layers: 3, isRotation: false)
    for level in 0...2 {
      let fused = try #require(try fuseCircuit(CircuitPasses.optimize(circuit, level: level)))
      #expect(fused.isReal)
      #expect(fused.layers.allSatisfy { $0.diagonal.isEmpty })
      // The first layer is merged with the encoding; its ring is a layer that only moves bits.
      #expect(fused.layers.map { $0.rotations.compactMap { $0 }.count } == [0, 5, 5])
      #expect(fused.start.allSatisfy { $0.count == 1 })
      #expect(FusionTesting.start(fused)[0] == "q[0] { ry(x[0] + w[0, 0, 0]); }")
      let operands = FusionTesting.operands(of: fused)
      #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-12)
      #expect(fused.floatingPointOperations == 60 + 2 * 5 * 64)
    }
    #expect(circuit.floatingPointOperations == 20 * 6 * 32)
  }

  @Test(arguments: [(8, 6), (12, 6)])
  func strongEntanglersHaveOneDiagonalALayer(qubits: Int, layers: Int) throws {
    let circuit = workload(qubits: qubits, layers: layers, isRotation: true)
    let fused = try #require(try fuseCircuit(circuit))
    #expect(
      fused.layers.map { $0.rotations.compactMap { $0 }.count } == [0]
        + Array(repeating: qubits, count: layers - 1))
    #expect(fused.layers[0].diagonal.isEmpty)
    #expect(fused.layers.dropFirst().allSatisfy { !$0.diagonal.isEmpty })
    // RZ before the first RY has met an encoding, the second RZ is in the first diagonal.
    #expect(fused.start.allSatisfy { $0.count == 3 })
    // The last layer's second RZs are dead.
    let last = (0..<qubits).map { ((layers - 1) * qubits + $0) * 3 + 2 }
    let used = Set(fused.angles.flatMap(\.terms).filter { $0.operand == 1 }.map(\.element))
    #expect(used.isDisjoint(with: last))
    #expect(used.count == layers * qubits * 3 - qubits)
    if qubits == 8 {
      let operands = FusionTesting.operands(of: fused)
      #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-11)
    }
  }
}
