import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// The engine for large states on 13 and 14 qubits against the gate-by-gate engine in double precision.
@Suite struct LargeCircuitTests {
  /// Layers with long and short rings of CX; a real circuit; Pauli products and distributions; angles at multiples of
  /// pi/2.
  private static func example(_ name: String) -> CircuitExample {
    var circuit: Circuit
    switch name {
    case "layers": circuit = CircuitWorkload.circuit(qubits: 14, layers: 3, isRing: false)
    case "real": circuit = CircuitWorkload.circuit(qubits: 13, layers: 3, isRing: true)
    default:
      circuit = CircuitWorkload.circuit(qubits: 13, layers: 2, isRing: false)
      // A second reading of the inputs, and phases on pairs.
      for q in 0..<13 {
        for (gate, angle, qubits) in [
          ("ry", Angle.element(q, of: 0), [q]), ("rzz", .element(q, of: 1), [q, (q + 5) % 13]),
          ("rx", .element(q + 13, of: 1), [q]),
        ] {
          let gates = try? GateExpansion.expand(gate: gate, angles: [angle], qubits: qubits, controls: [])
          circuit.operations += (gates ?? []).map { .apply($0) }
        }
      }
      circuit.operations.append(
        .apply(GateApplication(gate: "x", controls: [Control(qubit: 2, isOn: false)], qubits: [7])))
      circuit.measurements = [
        .expectation([PauliFactor(.x, 0), PauliFactor(.y, 5), PauliFactor(.z, 12)]),
        .expectation([PauliFactor(.z, 1), PauliFactor(.z, 9)]), .probabilities(qubits: [11, 3, 7]),
        .expectation([PauliFactor(.y, 7)]), .expectation([PauliFactor(.z, 4)]),
      ]
    }
    var example = CircuitExample(circuit, seed: 7, batch: 3)
    if name == "special" {
      for (k, element) in example.operands.indices.flatMap({ k in example.operands[k].indices.map { (k, $0) }
      })
      where element % 3 != 2 {
        example.operands[k][element] = Double((element * 7 + k) % 9 - 4) * .pi / 2
      }
    }
    return example
  }

  static let names = ["layers", "real", "products", "special"]

  static let examples: [String: (example: CircuitExample, fused: FusedCircuit?, expected: CircuitResult?)] =
    Dictionary(
      uniqueKeysWithValues: names.map { name in
        let example = example(name)
        let gates = CircuitMode(instructionSet: .best, isDouble: true, threads: 2)
        var plan = try? planCircuit(example.circuit)
        plan?.fused = nil
        let expected = plan.flatMap {
          try? gates.gradient(
            $0, batch: example.batch, operands: example.operands, cotangent: example.cotangent)
        }
        return (name, (example, try? fuseCircuit(example.circuit), expected))
      })

  @Test(arguments: names, LargeMode.all(lowBits: [nil, 8, 10, nil]))
  func againstGates(name: String, mode: LargeMode) throws {
    let item = try #require(Self.examples[name])
    let fused = try #require(item.fused)
    let expected = try #require(item.expected)
    let result = try mode.gradient(fused, item.example)
    #expect(distance(result.outputs, expected.outputs) < mode.tolerance)
    #expect(distance(result.gradients, expected.gradients) < 10 * mode.tolerance)
    let single = item.example.prefix(1)
    let forward = try mode.forward(fused, single)
    #expect(distance(forward, Array(expected.outputs.prefix(forward.count))) < mode.tolerance)
  }

  @Test func realCircuitsTakeOnePlane() throws {
    let real = try #require(Self.examples["real"]?.fused)
    let complex = try #require(try fuseCircuit(CircuitWorkload.circuit(qubits: 13, layers: 3, isRing: false)))
    let mode = LargeMode(instructionSet: .best, isDouble: true, threads: 1)
    func bytes(_ fused: FusedCircuit) throws -> Int {
      try LargeRun<Double>(mode, fused, 1, .forward).engine.workspaceBytes
    }
    #expect(real.isReal && !complex.isReal)
    #expect(try bytes(complex) > bytes(real) + (1 << 13) * 8)
  }

  @Test func unchangedParamsGiveTheSameBytes() throws {
    let item = try #require(Self.examples["layers"])
    let fused = try #require(item.fused)
    let mode = LargeMode(instructionSet: .best, isDouble: false, threads: 2)
    let run = try LargeRun<Float>(mode, fused, 3, .gradient)
    let first = run.gradient(item.example)
    var other = item.example
    other.operands[1] = other.operands[1].map { $0 + 0.25 }
    let changed = run.gradient(other)
    let again = run.gradient(item.example)
    #expect(first.outputs == again.outputs && first.gradients == again.gradients)
    #expect(distance(first.outputs, changed.outputs) > 0.01)
    #expect(changed.gradients == (try LargeRun<Float>(mode, fused, 3, .gradient)).gradient(other).gradients)
  }

  @Test func whatDoesNotFitIsAnErrorThatSaysTheSize() throws {
    let plan = try planCircuit(CircuitWorkload.circuit(qubits: 32, layers: 2, isRing: false))
    #expect {
      try CircuitExecutor<Double>(plan: plan, batch: 1)
    } throws: { error in
      "\(error)".contains("32 qubits") && "\(error)".contains("bytes")
    }
  }

  /// A phase on many qubits has too many parities for sweeps.
  @Test func manyParitiesRunGateByGate() throws {
    var circuit = CircuitWorkload.circuit(qubits: 14, layers: 1, isRing: true)
    for q in 0..<14 {
      circuit.operations.append(
        .apply(GateApplication(gate: "ry", angles: [.element(q, of: 0)], qubits: [q])))
    }
    let phase = GateApplication(
      gate: "p", angles: [.element(0, of: 1)], controls: (0..<13).map { Control(qubit: $0) }, qubits: [13])
    circuit.operations.insert(.apply(phase), at: circuit.operations.count - 14)
    let plan = try planCircuit(circuit)
    #expect(try CircuitExecutor<Double>(plan: plan, batch: 1).strategy == .gates)
    let other = try planCircuit(CircuitWorkload.circuit(qubits: 14, layers: 1, isRing: true))
    #expect(try CircuitExecutor<Double>(plan: other, batch: 1).strategy == .layers)
  }
}
