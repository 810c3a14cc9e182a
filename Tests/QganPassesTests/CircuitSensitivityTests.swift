import QganIR
import Testing

@testable import QganPasses

/// What is said to have no effect has none, by derivatives at random points.
struct CircuitSensitivityTests {
  /// The largest derivative of any output by each element, over random points.
  private func slopes(_ circuit: Circuit, points: Int = 2) -> [CircuitSensitivity.Element: Double] {
    var result: [CircuitSensitivity.Element: Double] = [:]
    for point in 0..<points {
      let operands = RandomCircuit.operands(of: circuit, seed: UInt64(7 * point + 1))
      for (operand, elements) in ReferenceSimulator(circuit).jacobian(operands).enumerated() {
        for (element, outputs) in elements.enumerated() {
          let key = CircuitSensitivity.Element(operand: operand, element: element)
          result[key] = max(result[key] ?? 0, outputs.map(abs).max() ?? 0)
        }
      }
    }
    return result
  }

  /// Sound on any circuit; and the random ones do have dead elements, so that this is no empty claim.
  @Test func deadElementsHaveNoGradient() {
    var found = 0
    for seed in UInt64(0)..<150 {
      var shape = RandomCircuit(qubitCount: 2 + Int(seed % 3), gateCount: 3 + Int(seed % 17))
      if seed % 2 == 0 {
        shape.gates = ["h", "s", "cx", "cz", "rx", "ry", "rz", "rzz", "crz", "cry", "ccx", "cswap", "t"]
      }
      let circuit = shape.circuit(seed: seed)
      let slopes = slopes(circuit)
      for (element, reason) in CircuitSensitivity(circuit).dead {
        found += 1
        #expect((slopes[element] ?? 1) < 1e-10, "\(element) of circuit \(seed): \(reason)")
      }
    }
    #expect(found > 0)
  }

  /// Read-outs that are said to be constant are.
  @Test func constantReadoutsAreConstant() {
    var found = 0
    for seed in UInt64(0)..<100 {
      var shape = RandomCircuit(qubitCount: 3, gateCount: 1 + Int(seed % 6))
      shape.hasPreparations = false
      let circuit = shape.circuit(seed: seed)
      let constants = CircuitSensitivity(circuit).constantReadouts
      guard !constants.isEmpty else { continue }
      let values = (0..<3).map {
        ReferenceSimulator(circuit).outputs(RandomCircuit.operands(of: circuit, seed: $0))
      }
      var start = 0
      for (index, measurement) in circuit.measurements.enumerated() {
        if constants.contains(index) {
          found += 1
          for output in start..<start + measurement.count {
            #expect(values.allSatisfy { abs($0[output] - values[0][output]) < 1e-10 }, "circuit \(seed)")
          }
        }
        start += measurement.count
      }
    }
    #expect(found > 0)
  }

  /// Strongly entangling layers, RZ RY RZ and a ring of CX whose step grows by one a layer.
  private func stronglyEntangling(qubits: Int, layers: Int) -> Circuit {
    var circuit = Circuit(
      name: "se", qubitNames: (0..<qubits).map { "q[\($0)]" },
      operands: [CircuitOperand(name: "w", binding: .param, shape: [layers, qubits, 3])],
      measurements: (0..<qubits).map { .expectation([PauliFactor(.z, $0)]) })
    for layer in 0..<layers {
      for qubit in 0..<qubits {
        for (k, gate) in ["rz", "ry", "rz"].enumerated() {
          let angle = Angle.element((layer * qubits + qubit) * 3 + k, of: 0)
          circuit.operations.append(.apply(GateApplication(gate: gate, angles: [angle], qubits: [qubit])))
        }
      }
      for qubit in 0..<qubits {
        let target = (qubit + layer % (qubits - 1) + 1) % qubits
        circuit.operations.append(
          .apply(GateApplication(gate: "x", controls: [Control(qubit: qubit)], qubits: [target])))
      }
    }
    return circuit
  }

  /// What is found is all that there is: the elements whose derivatives vanish at random points.
  @Test(arguments: [(5, 6), (6, 5), (4, 4)])
  func stronglyEntanglingLayers(qubits: Int, layers: Int) {
    let circuit = stronglyEntangling(qubits: qubits, layers: layers)
    let sensitivity = CircuitSensitivity(circuit)
    let vanishing = slopes(circuit, points: 3).filter { $0.value < 1e-10 }
    #expect(Set(sensitivity.dead.keys) == Set(vanishing.keys))
    #expect(sensitivity.dead.count == 2 * qubits)
    #expect(sensitivity.occurring.count == 3 * qubits * layers)
    let first = CircuitSensitivity.Element(operand: 0, element: 0)
    let last = CircuitSensitivity.Element(operand: 0, element: 3 * qubits * layers - 1)
    #expect(sensitivity.dead[first] == .phaseOnly)
    #expect(sensitivity.dead[last] == .commutes)
  }

  /// Too many qubits to follow: nothing is claimed.
  @Test func wideCircuits() {
    var circuit = stronglyEntangling(qubits: 65, layers: 1)
    #expect(CircuitSensitivity(circuit).dead.isEmpty)
    circuit = stronglyEntangling(qubits: 20, layers: 1)
    #expect(CircuitSensitivity(circuit).dead.count == 40)
  }
}
