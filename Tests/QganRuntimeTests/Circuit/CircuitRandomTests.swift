import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Outputs, gradients and second derivatives of random circuits against the reference simulator.
@Suite struct CircuitRandomTests {
  /// Two preparations, of which one is shared and also an angle, at the start of a random circuit.
  private static var preparedTwice: Circuit {
    var random = RandomCircuit(qubitCount: 5, gateCount: 15)
    random.hasPreparations = false
    var circuit = random.circuit(seed: 99)
    circuit.operands += [
      CircuitOperand(name: "a", binding: .input, shape: [4]),
      CircuitOperand(name: "b", binding: .param, shape: [2, 2]),
    ]
    circuit.preparations = [
      Preparation(operand: 2, qubits: [3, 1]), Preparation(operand: 3, qubits: [2, 4]),
    ]
    circuit.operations.append(
      .apply(GateApplication(gate: "rx", angles: [.element(2, of: 3) + .element(0, of: 0)], qubits: [1])))
    circuit.measurements.append(.probabilities(qubits: [1, 0]))
    return circuit
  }

  /// Long runs of permutations between a few rotations.
  private static func permuting(seed: UInt64) -> Circuit {
    var random = RandomCircuit(qubitCount: 6, gateCount: 30)
    random.gates = ["x", "cx", "cx", "swap", "ccx", "cswap", "ry", "rx"]
    return random.circuit(seed: seed)
  }

  /// Random circuits as written and after fusion, which the reference simulates once.
  static let examples: [(example: CircuitExample, plans: [CircuitPlan], expected: CircuitResult)] =
    (0..<12).map { seed in
      let random = RandomCircuit(qubitCount: seed % 3 == 0 ? 6 : 5, gateCount: 25)
      let circuit =
        switch seed {
        case 11: preparedTwice
        case 9, 10: permuting(seed: UInt64(seed))
        default: random.circuit(seed: UInt64(seed))
        }
      let example = CircuitExample(circuit, seed: UInt64(seed), batch: 5)
      let fused = CircuitPasses.optimize(circuit, level: 2)
      return (example, [circuit, fused].compactMap { try? planCircuit($0) }, example.expected)
    }

  @Test(arguments: CircuitMode.all)
  func randomCircuits(mode: CircuitMode) throws {
    let tolerance = mode.isDouble ? 1e-11 : 2e-5
    for (seed, item) in Self.examples.enumerated() {
      #expect(item.plans.count == 2)
      for plan in item.plans {
        for batch in [1, 5] {
          let example = item.example.prefix(batch)
          let result = try mode.gradient(
            plan, batch: batch, operands: example.operands, cotangent: example.cotangent)
          let outputs = Array(item.expected.outputs.prefix(result.outputs.count))
          let forward = try mode.forward(plan, batch: batch, operands: example.operands)
          #expect(distance(forward, outputs) < tolerance, "seed \(seed), \(plan)")
          #expect(distance(result.outputs, outputs) < tolerance, "seed \(seed), \(plan)")
          for k in plan.operands.indices where batch == 5 || plan.operands[k].binding == .input {
            let gradient = Array(item.expected.gradients[k].prefix(result.gradients[k].count))
            #expect(
              distance(result.gradients[k], gradient) < tolerance, "seed \(seed), operand \(k), \(plan)")
          }
        }
      }
    }
  }

  @Test(arguments: Gates.all.map(\.name) + [Gates.unitary])
  func everyGate(gate: String) throws {
    var random = RandomCircuit(qubitCount: 5, gateCount: 12)
    random.gates = [gate, gate, "ry", "h", "rzz"]
    let circuit = random.circuit(seed: 7)
    let example = CircuitExample(circuit, seed: 3, batch: 2)
    let expected = example.expected
    let plan = try planCircuit(circuit)
    for strategy in CircuitStrategy.allCases {
      for set in Set([InstructionSet.best, .portable]) {
        let mode = CircuitMode(instructionSet: set, isDouble: true, threads: 1, strategy: strategy)
        guard mode.applies(to: plan, batch: 2) else { continue }
        let result = try mode.gradient(
          plan, batch: 2, operands: example.operands, cotangent: example.cotangent)
        #expect(distance(result.outputs, expected.outputs) < 1e-11, "\(mode)")
        #expect(distance(result.gradients, expected.gradients) < 1e-11, "\(mode)")
      }
    }
    #expect(plan.fused != nil || gate == Gates.unitary)
  }

  /// The tangent is the derivative of outputs and gradients along a line in the operands.
  @Test(arguments: CircuitMode.all)
  func tangents(mode: CircuitMode) throws {
    let step = 1e-5
    let exact = CircuitMode(instructionSet: .portable, isDouble: true, threads: 1)
    for (seed, item) in Self.examples.enumerated() {
      for plan in item.plans {
        for batch in [1, 5] {
          let example = item.example.prefix(batch)
          let result = try mode.tangent(
            plan, batch: batch, operands: example.operands, cotangent: example.cotangent,
            tangents: example.tangents)
          let ends = try [step, -step].map { step in
            let moved = zip(example.operands, example.tangents).map { zip($0, $1).map { $0 + step * $1 } }
            return try exact.gradient(plan, batch: batch, operands: moved, cotangent: example.cotangent)
          }
          let product = zip(ends[0].outputs, ends[1].outputs).map { ($0 - $1) / (2 * step) }
          #expect(distance(result.outputs, product) < (mode.isDouble ? 1e-8 : 1e-4), "seed \(seed)")
          for k in plan.operands.indices {
            let change = zip(ends[0].gradients[k], ends[1].gradients[k]).map { ($0 - $1) / (2 * step) }
            #expect(
              distance(result.gradients[k], change) < (mode.isDouble ? 1e-8 : 2e-4),
              "seed \(seed), operand \(k), batch \(batch), \(plan)")
          }
        }
      }
    }
  }
}
