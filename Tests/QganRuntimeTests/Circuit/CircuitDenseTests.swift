import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Circuits whose layers the batch shares, as one matrix.
@Suite struct CircuitDenseTests {
  static let modes = CircuitMode.all.map { mode in
    var mode = mode
    mode.strategy = .dense
    return mode
  }

  /// Per-sample rotations, then random gates by weights; read-outs of every kind that a real state allows, or any.
  static func circuit(qubits n: Int, seed: UInt64, isReal: Bool) -> Circuit {
    var random = SeededGenerator(seed: seed)
    let weights = 12
    var circuit = Circuit(
      name: "shared", qubitNames: (0..<n).map { "q[\($0)]" },
      operands: [
        CircuitOperand(name: "x", binding: .input, shape: [n]),
        CircuitOperand(name: "w", binding: .param, shape: [weights]),
      ])
    for q in 0..<n {
      let gate = isReal || seed % 2 == 0 ? "ry" : "rx"
      circuit.operations.append(
        .apply(GateApplication(gate: gate, angles: [.element(q, of: 0)], qubits: [q])))
    }
    for _ in 0..<6 * n {
      let gate = (isReal ? ["ry", "h", "cx"] : ["rx", "ry", "rz", "cx", "s", "cx"])
        .randomElement(using: &random)!
      let first = Int.random(in: 0..<n, using: &random)
      if gate == "cx" {
        guard n > 1 else { continue }
        let second = (first + Int.random(in: 1..<n, using: &random)) % n
        circuit.operations.append(
          .apply(GateApplication(gate: "x", controls: [Control(qubit: first)], qubits: [second])))
        continue
      }
      // Some weights twice, with factors.
      let angle = 0.5 * Angle.element(Int.random(in: 0..<weights, using: &random), of: 1)
      let angles = gate == "h" || gate == "s" ? [] : [angle]
      circuit.operations.append(.apply(GateApplication(gate: gate, angles: angles, qubits: [first])))
    }
    circuit.measurements = (0..<n).map { .expectation([PauliFactor(.z, $0)]) }
    if seed % 3 == 0 {
      circuit.measurements.append(.probabilities(qubits: [n - 1]))
      if n > 1 {
        circuit.measurements.append(.expectation([PauliFactor(.x, 0), PauliFactor(isReal ? .x : .y, n - 1)]))
      }
    }
    return circuit
  }

  static let examples: [(example: CircuitExample, plan: CircuitPlan, expected: CircuitResult)] =
    (0..<10).compactMap { seed in
      let circuit = circuit(qubits: [1, 2, 4, 5, 6][seed % 5], seed: UInt64(seed), isReal: seed % 4 < 2)
      guard let plan = try? planCircuit(CircuitPasses.optimize(circuit, level: 2)) else { return nil }
      let example = CircuitExample(circuit, seed: UInt64(seed), batch: 7)
      return (example, plan, example.expected)
    }

  @Test(arguments: modes)
  func agreesWithTheReference(mode: CircuitMode) throws {
    #expect(Self.examples.count == 10)
    #expect(Set(Self.examples.map { $0.plan.fused?.isReal }) == [true, false])
    let tolerance = mode.isDouble ? 1e-11 : 2e-5
    for (seed, item) in Self.examples.enumerated() {
      for batch in [1, 7] {
        let example = item.example.prefix(batch)
        let result = try mode.gradient(
          item.plan, batch: batch, operands: example.operands, cotangent: example.cotangent)
        let outputs = Array(item.expected.outputs.prefix(result.outputs.count))
        let forward = try mode.forward(item.plan, batch: batch, operands: example.operands)
        #expect(distance(forward, outputs) < tolerance, "seed \(seed), batch \(batch)")
        #expect(distance(result.outputs, outputs) < tolerance, "seed \(seed), batch \(batch)")
        let inputs = Array(item.expected.gradients[0].prefix(result.gradients[0].count))
        #expect(distance(result.gradients[0], inputs) < tolerance, "seed \(seed), batch \(batch)")
        if batch == 7 {
          #expect(distance(result.gradients[1], item.expected.gradients[1]) < tolerance, "seed \(seed)")
        }
      }
    }
  }

  /// Several chunks, the last of them not full.
  @Test(arguments: modes, [64, 150])
  func agreesWithGatesOnLargeBatches(mode: CircuitMode, batch: Int) throws {
    var gates = CircuitMode(instructionSet: .best, isDouble: true, threads: 1)
    gates.strategy = .gates
    for isReal in [true, false] {
      let circuit = Self.circuit(qubits: 5, seed: 3, isReal: isReal)
      let plan = try planCircuit(CircuitPasses.optimize(circuit, level: 2))
      let example = CircuitExample(circuit, seed: 8, batch: batch)
      let expected = try gates.gradient(
        plan, batch: batch, operands: example.operands, cotangent: example.cotangent)
      let result = try mode.gradient(
        plan, batch: batch, operands: example.operands, cotangent: example.cotangent)
      let tolerance = mode.isDouble ? 1e-10 : 1e-4
      #expect(distance(result.outputs, expected.outputs) < tolerance)
      #expect(distance(result.gradients, expected.gradients) < tolerance)
    }
  }

  /// The last bits of OpenBLAS's products depend on how many threads it has, which others in the process set too.
  @Test(arguments: [1, 2]) func bytesDependOnTheExecutorsThreadsAlone(threads: Int) throws {
    var mode = CircuitMode(instructionSet: .best, isDouble: true, threads: threads)
    mode.strategy = .dense
    // A product of 256 x 256 by 256 x 24, which OpenBLAS divides among its threads.
    let circuit = Self.circuit(qubits: 7, seed: 2, isReal: false)
    let plan = try planCircuit(CircuitPasses.optimize(circuit, level: 2))
    let example = CircuitExample(circuit, seed: 1, batch: 24)
    let results = try [1, 2, 3, 4].map { other in
      LibraryThreads.using(other) {}
      return try mode.gradient(
        plan, batch: 24, operands: example.operands, cotangent: example.cotangent)
    }
    for result in results {
      #expect(result.outputs == results[0].outputs && result.gradients == results[0].gradients)
    }
  }

  @Test(arguments: [0, Double.pi / 2, .pi, -.pi, 1e3 * .pi])
  func specialPoints(angle: Double) throws {
    let circuit = Self.circuit(qubits: 4, seed: 6, isReal: false)
    let plan = try planCircuit(CircuitPasses.optimize(circuit, level: 2))
    var example = CircuitExample(circuit, seed: 1, batch: 2)
    example.operands = example.operands.map { $0.map { _ in angle } }
    let expected = example.expected
    for mode in Self.modes where mode.isDouble && mode.threads == 1 {
      let result = try mode.gradient(
        plan, batch: 2, operands: example.operands, cotangent: example.cotangent)
      #expect(distance(result.outputs, expected.outputs) < 1e-10)
      #expect(distance(result.gradients, expected.gradients) < 1e-10)
    }
  }

  /// One executor whose weights change, do not, and change again; values between gradients.
  @Test func followsTheWeights() throws {
    let circuit = Self.circuit(qubits: 5, seed: 1, isReal: false)
    let plan = try planCircuit(CircuitPasses.optimize(circuit, level: 2))
    let mode = CircuitMode(instructionSet: .best, isDouble: true, threads: 1, strategy: .dense)
    let run = try CircuitRun<Double>(mode, plan, 9, .gradient)
    for seed in [1, 2, 2, 1] as [UInt64] {
      let example = CircuitExample(circuit, seed: seed, batch: 9)
      let fresh = try mode.gradient(
        plan, batch: 9, operands: example.operands, cotangent: example.cotangent)
      #expect(run.forward(example.operands) == fresh.outputs)
      #expect(run.gradient(example.operands, example.cotangent).gradients == fresh.gradients)
    }
  }

  @Test func refusesPerSampleAnglesInLayers() throws {
    var circuit = CircuitWorkload.circuit(qubits: 4, layers: 1, isRing: true)
    circuit.operations += (0..<4).map {
      .apply(GateApplication(gate: "ry", angles: [.element($0, of: 0)], qubits: [$0]))
    }
    let large = CircuitWorkload.circuit(qubits: 9, layers: 1, isRing: true)
    let mode = CircuitMode(instructionSet: .best, isDouble: true, threads: 1, strategy: .dense)
    for circuit in [circuit, large] {
      let plan = try planCircuit(CircuitPasses.optimize(circuit, level: 2))
      #expect(throws: IRError.self) { try CircuitRun<Double>(mode, plan, 4, .gradient) }
    }
  }
}
