import Foundation
import QganIR
import Testing

@testable import QganPasses

@Suite struct FuseCircuitTests {
  static func random(_ seed: Int, qubits: Int, gates: Int) -> Circuit {
    var random = RandomCircuit(qubitCount: qubits, gateCount: gates)
    random.gates = Gates.all.map(\.name)
    return random.circuit(seed: UInt64(seed))
  }

  @Test(arguments: Gates.all.map(\.name))
  func everyGateHasANormalForm(name: String) throws {
    for controls in 0...2 {
      var random = RandomCircuit(qubitCount: (Gates.named(name)?.qubitCount ?? 0) + 2, gateCount: 4)
      random.gates = [name, name, "ry", "rz", "cx"]
      random.controlLimit = controls
      for seed in 0..<3 {
        let circuit = random.circuit(seed: UInt64(seed * 3 + controls))
        let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
        for passes in [[], FusionPasses.all] {
          let fused = try #require(try fuseCircuit(circuit, passes: passes))
          #expect(
            FusionTesting.outputDistance(circuit, fused, operands) < 1e-10,
            "seed \(seed), \(controls) controls")
        }
      }
    }
  }

  @Test(arguments: 0..<40)
  func randomCircuitsKeepOutputsAndGradients(seed: Int) throws {
    let circuit = Self.random(seed, qubits: 3 + seed % 3, gates: 20)
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    var fused = try #require(try fuseCircuit(circuit, passes: []))
    #expect(fused.verify() == [])
    #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10)
    for pass in FusionPasses.all {
      fused = pass.run(fused)
      #expect(fused.verify() == [], "\(pass.name)")
      #expect(pass.run(fused) == fused, "\(pass.name) leaves something to do")
      #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10, "\(pass.name)")
    }
    #expect(FusionTesting.distance(circuit, fused, operands) < 1e-10)
    #expect(try FusedCircuit(text: fused.description) == fused)
    #expect(try planCircuit(circuit).fused == fused)
  }

  /// The circuit passes before leave a circuit that fuses to the same outputs.
  @Test(arguments: 40..<60)
  func optimizedCircuitsFuse(seed: Int) throws {
    let circuit = Self.random(seed, qubits: 4, gates: 20)
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let fused = try #require(try fuseCircuit(CircuitPasses.optimize(circuit, level: 2)))
    #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10)
  }

  /// Gradients also by differences, so that no derivative is trusted.
  @Test(arguments: 60..<65)
  func gradientsAreThoseOfDifferences(seed: Int) throws {
    let circuit = Self.random(seed, qubits: 3, gates: 14)
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let fused = try #require(try fuseCircuit(circuit))
    let jacobian = FusedReferenceSimulator(fused).jacobian(operands)
    #expect(CircuitEquality.distance(jacobian, ReferenceSimulator(circuit).differences(operands)) < 1e-7)
  }

  /// Layers and gates also compare on the probabilities of all qubits and on every string of Paulis.
  @Test(arguments: 65..<73)
  func everyObservableAgrees(seed: Int) throws {
    var circuit = Self.random(seed, qubits: 3, gates: 15)
    circuit.measurements = [.probabilities(qubits: [2, 0, 1])]
    for a in Pauli.allCases {
      for b in Pauli.allCases {
        for c in Pauli.allCases {
          circuit.measurements.append(
            .expectation([PauliFactor(a, 0), PauliFactor(b, 1), PauliFactor(c, 2)]))
        }
      }
    }
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let fused = try #require(try fuseCircuit(circuit))
    #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10)
  }

  @Test func denseUnitariesHaveNone() throws {
    let random = RandomCircuit(qubitCount: 2, gateCount: 1)
    var circuit = random.circuit(seed: 0)
    var gate = RandomCircuit(qubitCount: 2, gateCount: 1)
    gate.gates = [Gates.unitary]
    // Two-qubit matrices of the generator are dense.
    let applications = (0..<20).flatMap { gate.circuit(seed: UInt64($0)).applications }
    let dense = try #require(applications.first { $0.qubits.count == 2 })
    circuit.operations = [.apply(dense)]
    #expect(try fuseCircuit(circuit) == nil)
    #expect(try planCircuit(circuit).fused == nil)
    #expect(try FusionPasses.statistics(of: circuit).isEmpty)
    let single = try #require(applications.first { $0.qubits.count == 1 && $0.controls.isEmpty })
    circuit.operations = [.apply(single)]
    circuit.measurements = [.probabilities(qubits: [0, 1]), .expectation([PauliFactor(.y, 0)])]
    circuit.preparations = []
    let fused = try #require(try fuseCircuit(circuit))
    let operands = RandomCircuit.operands(of: circuit, seed: 0)
    #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10)
  }

  @Test func faultyCircuitsAreRefused() throws {
    var circuit = try FusionTesting.circuit("h a; cx a, b;")
    circuit.operations.append(.apply(GateApplication(gate: "ccx", qubits: [0, 1, 2])))
    #expect(throws: IRError.self) { try fuseCircuit(circuit) }
    circuit.operations = [.apply(GateApplication(gate: "x", qubits: [3]))]
    #expect(throws: IRError.self) { try fuseCircuit(circuit) }
    circuit.operations = [.apply(GateApplication(gate: "rx", qubits: [0]))]
    #expect(throws: IRError.self) { try fuseCircuit(circuit) }
  }

  @Test func emptyCircuitsFuse() throws {
    let nothing = Circuit(name: "t", qubitNames: [], measurements: [.expectation([])])
    let fused = try #require(try fuseCircuit(nothing))
    #expect(fused.layers.isEmpty && fused.start.isEmpty)
    let idle = try #require(try fuseCircuit(FusionTesting.circuit("")))
    #expect(idle.layers.isEmpty && idle.start == [[], [], []])
  }

  @Test func longAndWideCircuitsFuse() throws {
    var circuit = Self.random(7, qubits: CircuitPlan.maximumQubitCount, gates: 1000)
    circuit.measurements = [.expectation(circuit.qubitNames.indices.map { PauliFactor(.z, $0) })]
    let fused = try #require(try fuseCircuit(circuit))
    #expect(fused.verify() == [])
    #expect(fused.layers.count > 10)
    #expect(try FusedCircuit(text: fused.description) == fused)
  }
}
