import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// What an executor promises beyond values.
@Suite struct CircuitExecutorTests {
  private let exact = CircuitMode(instructionSet: .best, isDouble: true, threads: 1)

  private func circuit(
    _ operations: [GateApplication], qubits: Int, count: Int, measuring: [Measurement]? = nil
  ) -> Circuit {
    Circuit(
      name: "c", qubitNames: (0..<qubits).map { "q[\($0)]" },
      operands: [CircuitOperand(name: "w", binding: .param, shape: [count])],
      operations: operations.map { .apply($0) },
      measurements: measuring ?? (0..<qubits).map { .expectation([PauliFactor(.z, $0)]) })
  }

  @Test func rotationAtSpecialAngles() throws {
    // <Z> = cos w, its derivative -sin w, its second derivative -cos w.
    let plan = try planCircuit(
      circuit([GateApplication(gate: "ry", angles: [.element(0, of: 0)], qubits: [0])], qubits: 1, count: 1))
    for (angle, cosine, sine) in [
      (0, 1, 0), (Double.pi, -1, 0), (-.pi, -1, 0), (.pi / 2, 0, 1), (1e6 * .pi, 1, 0), (9 * .pi / 2, 0, 1),
    ] as [(Double, Double, Double)] {
      let result = try exact.gradient(plan, batch: 1, operands: [[angle]], cotangent: [1])
      #expect(distance(result.outputs + result.gradients[0], [cosine, -sine]) < 1e-9)
      let tangent = try exact.tangent(plan, batch: 1, operands: [[angle]], cotangent: [1], tangents: [[2]])
      #expect(distance(tangent.outputs + tangent.gradients[0], [-2 * sine, -2 * cosine]) < 1e-9)
    }
  }

  @Test func repeatedWeightsAccumulate() throws {
    // Three rotations by w, one by -2 w, and 0.25: <Z> = cos(w + 0.25).
    let w = Angle.element(0, of: 0)
    let angles = [w, w, -2 * w + Angle(constant: 0.25), w]
    let plan = try planCircuit(
      circuit(angles.map { GateApplication(gate: "rx", angles: [$0], qubits: [0]) }, qubits: 1, count: 1))
    let result = try exact.gradient(plan, batch: 1, operands: [[0.5]], cotangent: [3])
    #expect(abs(result.outputs[0] - 0.7316888688738209) < 1e-14)
    #expect(abs(result.gradients[0][0] + 3 * 0.6816387600233341) < 1e-14)
  }

  @Test func onlyGlobalPhasesVanish() throws {
    let gates = [
      GateApplication(gate: "h", qubits: [0]),
      GateApplication(gate: "gphase", angles: [.element(0, of: 0)], qubits: []),
      GateApplication(
        gate: "gphase", angles: [.element(1, of: 0)], controls: [Control(qubit: 0)], qubits: []),
      GateApplication(gate: "h", qubits: [0]),
    ]
    let plan = try planCircuit(circuit(gates, qubits: 1, count: 2))
    // A controlled global phase is a phase: <Z> = cos.
    let result = try exact.gradient(plan, batch: 1, operands: [[0.3, 0.5]], cotangent: [1])
    #expect(distance(result.outputs, [0.8775825618903728]) < 1e-14)
    #expect(distance(result.gradients[0], [0, -0.479425538604203]) < 1e-14)
  }

  @Test func circuitsWithoutQubitsOrOutputs() throws {
    let empty = try planCircuit(circuit([], qubits: 0, count: 1, measuring: [.expectation([])]))
    let result = try exact.gradient(empty, batch: 3, operands: [[1]], cotangent: [1, 1, 1])
    #expect(result.outputs == [1, 1, 1] && result.gradients == [[0]])
    let silent = try planCircuit(
      circuit(
        [GateApplication(gate: "rx", angles: [.element(0, of: 0)], qubits: [0])], qubits: 1, count: 1,
        measuring: []))
    #expect(try exact.gradient(silent, batch: 1, operands: [[1]], cotangent: []).gradients == [[0]])
  }

  @Test func contradictionsAreErrors() {
    let broken: [GateApplication] = [
      GateApplication(gate: "nothing", qubits: [0]),
      GateApplication(gate: "cx", qubits: [0, 1]),
      GateApplication(gate: "rx", qubits: [0]),
      GateApplication(gate: "rx", angles: [.element(1, of: 0)], qubits: [0]),
      GateApplication(gate: "rx", angles: [.element(0, of: 1)], qubits: [0]),
      GateApplication(gate: "rxx", angles: [.element(0, of: 0)], qubits: [0]),
      GateApplication(gate: "x", qubits: [2]),
      GateApplication(gate: "x", controls: [Control(qubit: 0)], qubits: [0]),
      GateApplication(gate: "unitary", qubits: [0]),
      GateApplication(gate: "unitary", qubits: [0], matrix: .identity(4)),
    ]
    for application in broken {
      #expect(throws: IRError.self) { try planCircuit(circuit([application], qubits: 2, count: 1)) }
    }
  }

  /// A circuit on 5 qubits gives the same on the first or last 5 of more: from 15 on, a register holds neighbouring
  /// amplitudes rather than samples.
  @Test(arguments: [8, 16], [true, false])
  func idleQubitsChangeNothing(qubits: Int, isDouble: Bool) throws {
    let layer = CircuitWorkload.circuit(qubits: 5, layers: 2, isRing: false)
    var wide = layer
    wide.qubitNames = (0..<qubits).map { "q[\($0)]" }
    for batch in [1, 6] {
      let example = CircuitExample(layer, seed: 5, batch: batch)
      let small = try exact.gradient(
        try planCircuit(layer), batch: batch, operands: example.operands, cotangent: example.cotangent)
      for shift in [0, qubits - 5] {
        wide.operations = layer.operations.map { operation in
          guard case .apply(var application) = operation else { return operation }
          application.qubits = application.qubits.map { $0 + shift }
          application.controls = application.controls.map { Control(qubit: $0.qubit + shift) }
          return .apply(application)
        }
        wide.measurements = (0..<5).map { .expectation([PauliFactor(.z, $0 + shift)]) }
        let mode = CircuitMode(instructionSet: .best, isDouble: isDouble, threads: 2)
        let large = try mode.gradient(
          try planCircuit(wide), batch: batch, operands: example.operands, cotangent: example.cotangent)
        #expect(distance(small.outputs, large.outputs) < (isDouble ? 1e-12 : 1e-5))
        #expect(distance(small.gradients, large.gradients) < (isDouble ? 1e-12 : 2e-5))
      }
    }
  }

  @Test func sameThreadCountGivesSameBytes() throws {
    let workload = try CircuitWorkload(named: "W1-b64")
    let plan = try planCircuit(workload.circuit)
    for threads in [1, 2, 5] {
      let mode = CircuitMode(instructionSet: .best, isDouble: false, threads: threads)
      let runs = try (0..<4).map { _ in
        try mode.gradient(
          plan, batch: workload.batch, operands: [workload.x, workload.weights], cotangent: workload.cotangent
        )
      }
      #expect(runs.allSatisfy { $0.gradients == runs[0].gradients && $0.outputs == runs[0].outputs })
    }
  }

  @Test func anExecutorCanBeUsedAgain() throws {
    let workload = try CircuitWorkload(named: "W1-b64")
    let run = try CircuitRun<Double>(exact, try planCircuit(workload.circuit), workload.batch, .gradient)
    let first = run.gradient([workload.x, workload.weights], workload.cotangent)
    _ = run.gradient([workload.x.map { $0 + 1 }, workload.weights.map { $0 - 1 }], workload.cotangent)
    _ = run.forward([workload.x, workload.weights])
    let second = run.gradient([workload.x, workload.weights], workload.cotangent)
    #expect(first.outputs == second.outputs && first.gradients == second.gradients)
  }

  @Test(arguments: [34, 45, 60, 61, 62])
  func statesThatDoNotFitAreRefused(qubits: Int) throws {
    let plan = try planCircuit(
      circuit(
        [GateApplication(gate: "h", qubits: [0])], qubits: qubits, count: 1,
        measuring: [.expectation([PauliFactor(.z, 0)])]))
    let bytes = plan.workspaceBytes(batch: 1, precision: Double.self, threads: 1)
    #expect(bytes.map { $0 >= 1 << (qubits + 4) } ?? (qubits >= 58))
    #expect(throws: IRError.self) { try CircuitExecutor<Double>(plan: plan, batch: 1) }
  }

  @Test func tooManyQubitsAreRefusedByThePlanner() {
    #expect(throws: IRError.self) { try planCircuit(circuit([], qubits: 63, count: 1)) }
  }

  @Test func memoryIsWhatWasSaid() throws {
    let plan = try planCircuit(CircuitWorkload.circuit(qubits: 10, layers: 1, isRing: true))
    for order in CircuitOrder.allCases {
      let said = plan.workspaceBytes(batch: 40, precision: Float.self, threads: 3, order: order)
      #expect(
        try CircuitExecutor<Float>(plan: plan, batch: 40, threads: 3, order: order).workspaceBytes == said)
    }
  }

  @Test func unknownPrecisionsAreRefused() throws {
    let plan = try planCircuit(circuit([], qubits: 1, count: 1))
    #expect(throws: IRError.self) { try CircuitExecutor<Float16>(plan: plan, batch: 1) }
    #expect(throws: IRError.self) { try CircuitExecutor<Float>(plan: plan, batch: 0) }
  }

  @Test func plansPrint() throws {
    let plan = try planCircuit(CircuitWorkload.circuit(qubits: 2, layers: 1, isRing: true))
    #expect(
      plan.description == """
        circuit plan @ry_ring on q[0], q[1] {
          input x[2]
          param w[1, 2, 1]
          h0 = 0.5 * x[0] // per sample
          h1 = 0.5 * x[1] // per sample
          h2 = 0.5 * w[0] // shared
          h3 = 0.5 * w[1] // shared
          [0] rotation Y q[0] h0
          [1] rotation Y q[1] h1
          [2] rotation Y q[0] h2
          [3] rotation Y q[1] h3
          [4] exchange where q[0] = 1, q[1] = 0: q[1]
          [5] exchange where q[0] = 0, q[1] = 1: q[0]
          normal form: real, layers 1, with rotations 0, with a diagonal 0
          expectation Z q[0]
          expectation Z q[1]
        }

        """)
  }
}
