import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// What every strategy promises beyond values at ordinary angles: special angles, numbers that are none, parameter
/// shifts, and executors that forget what they did before.
@Suite struct CircuitPromisesTests {
  /// Every strategy in both precisions.
  static let modes = CircuitStrategy.allCases.flatMap { strategy in
    [true, false].map {
      CircuitMode(instructionSet: .best, isDouble: $0, threads: 2, strategy: strategy)
    }
  }

  /// Real circuits and complex ones, with angles per sample at the start, and in half of them between layers too.
  static func circuits(qubits n: Int) -> [Circuit] {
    [(true, true), (false, true), (true, false), (false, false)].map { isReal, readsAgain in
      var circuit = CircuitWorkload.circuit(qubits: n, layers: 2, isRing: isReal)
      for q in 0..<n {
        // A weight in several gates under several coefficients.
        var terms = [Angle.Term(operand: 1, element: 0, coefficient: -0.5)]
        if readsAgain { terms.append(.init(operand: 0, element: q, coefficient: 2)) }
        let angle = Angle(constant: 0.25, terms: terms)
        circuit.operations.append(.apply(GateApplication(gate: "ry", angles: [angle], qubits: [q])))
        let next = (q + 1) % n
        if next != q {
          circuit.operations.append(
            .apply(GateApplication(gate: "x", controls: [Control(qubit: q)], qubits: [next])))
        }
      }
      circuit.measurements.append(.expectation([PauliFactor(.x, 0), PauliFactor(.z, n - 1)]))
      return circuit
    }
  }

  /// Whether a strategy applies, which those on gates and layers must.
  private func applies(_ mode: CircuitMode, _ plan: CircuitPlan, _ batch: Int) -> Bool {
    let applies = mode.applies(to: plan, batch: batch)
    // One matrix needs all angles after the start to be shared.
    let isDense = plan.fused?.hasSharedLayers ?? false && plan.qubitCount <= DenseShape.largestQubitCount
    #expect(applies == (isDense || mode.strategy != .dense), "\(mode)")
    return applies
  }

  static let special: [Double] = [0, .pi, .pi / 2, 2 * .pi, -.pi, 1e-8, 3 * .pi / 2, 1e6]

  @Test(arguments: special) func specialAngles(angle: Double) throws {
    for (index, circuit) in (Self.circuits(qubits: 3) + Self.circuits(qubits: 4)).enumerated() {
      let plan = try planCircuit(circuit)
      // All angles, and all but every third.
      for kept in [0, 3] {
        let samples = CircuitSamples("special", circuit, seed: UInt64(index), count: 2) { _, element, value in
          kept > 0 && element % kept == 0 ? value : angle
        }
        let (example, expected) = samples.batch(7)
        for mode in Self.modes where applies(mode, plan, 7) {
          let result = try mode.gradient(
            plan, batch: 7, operands: example.operands, cotangent: example.cotangent)
          guard mode.isDouble || abs(angle) < 100 else {
            // A float of this size has no digit left that an angle could be right in.
            #expect(result.outputs.allSatisfy { abs($0) < 1.001 }, "\(mode)")
            continue
          }
          let tolerance = mode.isDouble ? 1e-8 : 5e-5
          #expect(distance(result.outputs, expected.outputs) < tolerance, "\(mode)")
          #expect(distance(result.gradients, expected.gradients) < tolerance, "\(mode)")
        }
      }
    }
  }

  /// Half the difference of the values at angles that are pi/2 away to either side, for angles that one gate has.
  @Test(arguments: modes) func parameterShift(mode: CircuitMode) throws {
    for isReal in [true, false] {
      let circuit = CircuitWorkload.circuit(qubits: 4, layers: 2, isRing: isReal)
      for passes in [FusionPasses.all, []] {
        var plan = try planCircuit(circuit)
        plan.fused = try fuseCircuit(circuit, passes: passes)
        let batch = 9
        guard applies(mode, plan, batch) else { continue }
        let example = CircuitExample(circuit, seed: 21, batch: batch)
        let gradients = try mode.gradient(
          plan, batch: batch, operands: example.operands, cotangent: example.cotangent
        ).gradients
        let n = circuit.outputCount
        for (k, operand) in circuit.operands.enumerated() {
          for element in 0..<operand.count {
            let isInput = operand.binding == .input
            let values = try [1.0, -1].map { sign in
              var operands = example.operands
              for sample in 0..<(isInput ? batch : 1) {
                operands[k][sample * operand.count + element] += sign * .pi / 2
              }
              return try mode.forward(plan, batch: batch, operands: operands)
            }
            let slopes = (0..<batch).map { sample in
              (sample * n..<(sample + 1) * n).reduce(0) {
                $0 + example.cotangent[$1] * (values[0][$1] - values[1][$1]) / 2
              }
            }
            let shifted = isInput ? slopes : [slopes.reduce(0, +)]
            let adjoint = (0..<(isInput ? batch : 1)).map { gradients[k][$0 * operand.count + element] }
            #expect(
              distance(shifted, adjoint) < (mode.isDouble ? 1e-11 : 2e-5),
              "element \(element) of \(operand.name), \(passes.count) passes")
          }
        }
      }
    }
  }

  /// What is no number stays with the samples that it belongs to, or reaches all where all share it, and leaves nothing
  /// behind.
  @Test(arguments: modes) func whatIsNoNumberStaysWhereItBelongs(mode: CircuitMode) throws {
    try mode.isDouble ? notNumbers(Double.self, mode) : notNumbers(Float.self, mode)
  }

  private func notNumbers<Scalar: BinaryFloatingPoint & Sendable>(_: Scalar.Type, _ mode: CircuitMode) throws
  {
    for circuit in Self.circuits(qubits: 4) + Self.circuits(qubits: 7) {
      let (plan, batch, n) = (try planCircuit(circuit), 19, circuit.outputCount)
      guard applies(mode, plan, batch) else { continue }
      let example = CircuitExample(circuit, seed: 4, batch: batch)
      let run = try CircuitRun<Scalar>(mode, plan, batch, .gradient)
      let clean = run.gradient(example.operands, example.cotangent)
      for bad in [Double.nan, .infinity, -.infinity] {
        for sample in [0, 5, 18] {
          var operands = example.operands
          for q in 0..<circuit.qubitCount { operands[0][sample * circuit.qubitCount + q] = bad }
          let result = run.gradient(operands, example.cotangent)
          for other in 0..<batch where other != sample {
            let (rows, inputs) = (
              other * n..<(other + 1) * n,
              other * circuit.qubitCount..<(other + 1) * circuit.qubitCount
            )
            // Sines may come from another function when a neighbour is no number.
            #expect(distance(Array(result.outputs[rows]), Array(clean.outputs[rows])) < 1e-4)
            #expect(
              distance(Array(result.gradients[0][inputs]), Array(clean.gradients[0][inputs])) < 1e-4)
          }
          #expect(result.outputs[sample * n..<(sample + 1) * n].allSatisfy { $0.isNaN }, "\(mode), \(bad)")
          #expect(result.gradients[1].contains { $0.isNaN })
        }
        var operands = example.operands
        operands[1] = operands[1].map { _ in bad }
        #expect(run.gradient(operands, example.cotangent).outputs.allSatisfy { $0.isNaN }, "\(mode), \(bad)")
        #expect(run.forward(operands).allSatisfy { $0.isNaN })
        let again = run.gradient(example.operands, example.cotangent)
        #expect(again.outputs == clean.outputs && again.gradients == clean.gradients, "\(mode), \(bad)")
      }
    }
  }

  /// An executor gives what a new one gives, whatever it did before: tables of weights are kept only while these are the
  /// same.
  @Test(arguments: modes) func executorsForget(mode: CircuitMode) throws {
    try mode.isDouble ? forgets(Double.self, mode) : forgets(Float.self, mode)
  }

  private func forgets<Scalar: BinaryFloatingPoint & Sendable>(_: Scalar.Type, _ mode: CircuitMode) throws {
    var prepared = RandomCircuit(qubitCount: 4, gateCount: 14)
    prepared.gates.removeAll { $0 == Gates.unitary }
    for circuit in Self.circuits(qubits: 4) + Self.circuits(qubits: 6) + [prepared.circuit(seed: 3)] {
      let plan = try planCircuit(circuit)
      for batch in [1, 7, 64] {
        guard applies(mode, plan, batch) else { continue }
        let examples = (0..<2).map { CircuitExample(circuit, seed: UInt64($0), batch: batch) }
        // The first's weights with the second's inputs.
        var mixed = examples[1]
        mixed.operands[1] = examples[0].operands[1]
        let run = try CircuitRun<Scalar>(mode, plan, batch, .gradient)
        for (turn, example) in [examples[0], mixed, examples[1], examples[0], examples[0], mixed].enumerated()
        {
          let new = try CircuitRun<Scalar>(mode, plan, batch, .gradient)
          let values = new.forward(example.operands)
          if turn % 2 == 0 { #expect(run.forward(example.operands) == values, "\(mode), turn \(turn)") }
          let result = run.gradient(example.operands, example.cotangent)
          let expected = try CircuitRun<Scalar>(mode, plan, batch, .gradient).gradient(
            example.operands, example.cotangent)
          #expect(result.outputs == expected.outputs, "\(mode), turn \(turn)")
          #expect(result.gradients == expected.gradients, "\(mode), turn \(turn)")
          #expect(run.forward(example.operands) == values, "\(mode), turn \(turn)")
          // Without the gradients of some operands, the others are the same.
          for k in circuit.operands.indices {
            let some = run.gradient(example.operands, example.cotangent, wanted: [k])
            #expect(some.gradients[k] == expected.gradients[k])
            for other in circuit.operands.indices where other != k {
              #expect(some.gradients[other].allSatisfy { $0 == -77 })
            }
          }
        }
      }
    }
  }

  @Test(arguments: modes, [1, 2, 3]) func sameBytesForTheSameThreads(mode: CircuitMode, threads: Int) throws {
    var mode = mode
    mode.threads = threads
    for circuit in Self.circuits(qubits: 4) + Self.circuits(qubits: 6) {
      let plan = try planCircuit(circuit)
      let example = CircuitExample(circuit, seed: 8, batch: 64)
      guard applies(mode, plan, 64) else { continue }
      let runs = try (0..<3).map { _ in
        try mode.gradient(plan, batch: 64, operands: example.operands, cotangent: example.cotangent)
      }
      #expect(runs.allSatisfy { $0.gradients == runs[0].gradients && $0.outputs == runs[0].outputs })
    }
  }

  /// Each rotation by pi/2 halves what the products of cosines leave; the state must not vanish in them.
  @Test(arguments: modes, [40, 160]) func deepCircuitsKeepTheirNorm(mode: CircuitMode, layers: Int) throws {
    let circuit = CircuitWorkload.circuit(qubits: 4, layers: layers, isRing: true)
    let plan = try planCircuit(circuit)
    guard applies(mode, plan, 3) else { return }
    var example = CircuitExample(circuit, seed: 2, batch: 3)
    example.operands[1] = example.operands[1].map { _ in .pi / 2 }
    let oracle = CircuitMode(instructionSet: .portable, isDouble: true, threads: 1, strategy: .gates)
    let expected = try oracle.gradient(
      plan, batch: 3, operands: example.operands, cotangent: example.cotangent)
    let result = try mode.gradient(plan, batch: 3, operands: example.operands, cotangent: example.cotangent)
    #expect(distance(result.outputs, expected.outputs) < (mode.isDouble ? 1e-10 : 2e-4), "\(mode)")
    #expect(distance(result.gradients, expected.gradients) < (mode.isDouble ? 1e-10 : 5e-4), "\(mode)")
  }
}
