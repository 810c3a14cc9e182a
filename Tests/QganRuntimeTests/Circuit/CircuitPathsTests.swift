import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// The same circuits on every path that leads from a circuit to values and gradients: levels of optimisation, passes on
/// the normal form, strategies, instruction sets, precisions, threads, sizes of batches.
@Suite struct CircuitPathsTests {
  /// Measurements of every kind, among them strings of each Pauli.
  private static func measurements(_ n: Int, isReal: Bool) -> [Measurement] {
    let y: [PauliFactor] = n > 1 ? [PauliFactor(.y, 0), PauliFactor(.y, n - 1)] : [PauliFactor(.x, 0)]
    return (0..<n).map { .expectation([PauliFactor(.z, $0)]) } + [
      .expectation((0..<n).map { PauliFactor(.x, $0) }), .expectation((0..<n).map { PauliFactor(.z, $0) }),
      .expectation(isReal ? y : (0..<n).map { PauliFactor(.y, $0) }), .expectation([]),
      .probabilities(qubits: Array((0..<min(n, 4)).reversed())),
    ]
  }

  /// Circuits on a number of qubits: amplitudes that stay real, every gate with a normal form, every gate.
  static func circuits(qubits n: Int) -> [CircuitSamples] {
    var real = RandomCircuit(qubitCount: n, gateCount: 18)
    real.gates = ["ry", "ry", "ry", "cx", "cz", "h", "x", "swap"]
    real.hasPreparations = false
    real.controlLimit = 0
    var complex = RandomCircuit(qubitCount: n, gateCount: 16)
    complex.gates.removeAll { $0 == Gates.unitary }
    let any = RandomCircuit(qubitCount: n, gateCount: 10)
    var circuits = [
      real.circuit(seed: UInt64(n)), complex.circuit(seed: UInt64(10 + n)), any.circuit(seed: UInt64(20 + n)),
    ]
    circuits[0].measurements = measurements(n, isReal: true)
    if n % 2 == 0 { circuits[1].measurements = measurements(n, isReal: false) }
    // What all samples share after their start.
    var shared = CircuitWorkload.circuit(qubits: max(n, 2), layers: 2, isRing: n % 3 == 0)
    shared.measurements = measurements(max(n, 2), isReal: n % 3 == 0)
    circuits.append(shared)
    return zip(["real", "complex", "any gate", "shared"], circuits).map { name, circuit in
      CircuitSamples("\(name), \(n) qubits", circuit, seed: UInt64(n))
    }
  }

  /// All passes on normal forms, none of them, all but one, that one.
  static func passes(_ turn: Int) -> [[FusionPass]] {
    let all = FusionPasses.all
    let one = turn % all.count
    return [all, [], all.enumerated().filter { $0.offset != one }.map(\.element), [all[one]]]
  }

  static let modes: [(mode: CircuitMode, batch: Int)] = [1, 7, 64].flatMap { batch in
    CircuitMode.all.map { ($0, batch) }
  }

  @Test(arguments: 1...7) func everyPathAgrees(qubits: Int) throws {
    var (turn, runs) = (qubits, [CircuitStrategy: Int]())
    for samples in Self.circuits(qubits: qubits) {
      let batches = Dictionary(uniqueKeysWithValues: [1, 7, 64].map { ($0, samples.batch($0)) })
      for level in 0...2 {
        let optimized = CircuitPasses.optimize(samples.circuit, level: level)
        var plan = try planCircuit(optimized)
        for (index, passes) in Self.passes(turn).enumerated() {
          plan.fused = try fuseCircuit(optimized, passes: passes)
          // The other strategies do not see the passes.
          for strategy in CircuitStrategy.allCases where index == 0 || strategy != .gates {
            turn += 1
            // Each pair of neighbouring turns takes different modes, so that in the end each has met each.
            for pick in 0..<3 {
              let (mode, size) = Self.modes[(turn * 5 + pick * Self.modes.count / 3) % Self.modes.count]
              let way = mode.with(strategy)
              guard way.applies(to: plan, batch: size) else {
                #expect(strategy == .dense || strategy == .layers && plan.fused == nil)
                continue
              }
              let (example, expected) = try #require(batches[size])
              try check(
                way, plan, example, expected, "\(samples.name), level \(level), passes \(passes.map(\.name))")
              runs[strategy, default: 0] += 1
            }
          }
        }
      }
    }
    #expect(runs[.gates] == 36)
    #expect(runs[.dense].map { $0 >= 12 } ?? false)
    #expect(runs[.layers].map { $0 >= 108 } ?? false)
  }

  private func check(
    _ mode: CircuitMode, _ plan: CircuitPlan, _ example: CircuitExample, _ expected: CircuitResult,
    _ comment: String
  ) throws {
    let tolerance = mode.isDouble ? 1e-10 : 5e-5
    let result = try mode.gradient(
      plan, batch: example.batch, operands: example.operands, cotangent: example.cotangent)
    let forward = try mode.forward(plan, batch: example.batch, operands: example.operands)
    let name = "\(mode), batch \(example.batch), \(comment)"
    #expect(distance(result.outputs, expected.outputs) < tolerance, "outputs: \(name)")
    #expect(distance(forward, expected.outputs) < tolerance, "values alone: \(name)")
    #expect(distance(result.gradients, expected.gradients) < tolerance, "gradients: \(name)")
  }

  /// More qubits than the reference simulator is quick for, against gates in double precision.
  @Test(arguments: [9, 12]) func moreQubitsAgree(qubits: Int) throws {
    var random = RandomCircuit(qubitCount: qubits, gateCount: 30)
    random.gates.removeAll { $0 == Gates.unitary }
    let circuits = [
      CircuitWorkload.circuit(qubits: qubits, layers: 2, isRing: true),
      CircuitWorkload.circuit(qubits: qubits, layers: 2, isRing: false), random.circuit(seed: 5),
    ]
    for circuit in circuits {
      let plan = try planCircuit(circuit)
      for batch in qubits < 10 ? [1, 7] : [5] {
        let example = CircuitExample(circuit, seed: 3, batch: batch)
        let oracle = CircuitMode(instructionSet: .best, isDouble: true, threads: 1, strategy: .gates)
        let expected = try oracle.gradient(
          plan, batch: batch, operands: example.operands, cotangent: example.cotangent)
        for (index, mode) in CircuitMode.all.enumerated() where (index + batch) % 2 == 0 || mode.isDouble {
          for strategy in CircuitStrategy.allCases where mode.with(strategy).applies(to: plan, batch: batch) {
            try check(mode.with(strategy), plan, example, expected, circuit.name)
          }
        }
      }
    }
  }
}
