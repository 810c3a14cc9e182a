import Foundation
import QganIR
import Testing

@testable import QganPasses

@Suite struct FuseCircuitTests {
  /// The largest difference of an output or of an entry of the Jacobian between a circuit and its normal form.
  static func distance(_ circuit: Circuit, _ fused: FusedCircuit, _ operands: [[Double]]) -> Double {
    let (first, second) = (ReferenceSimulator(circuit), FusedReferenceSimulator(fused))
    let (x, y) = (first.outputs(operands), second.outputs(operands))
    guard x.count == y.count else { return .infinity }
    return max(
      CircuitEquality.distance([[x]], [[y]]),
      CircuitEquality.distance(first.jacobian(operands), second.jacobian(operands)))
  }

  static func random(_ seed: Int, qubits: Int, gates: Int, names: [String]? = nil) -> Circuit {
    var random = RandomCircuit(qubitCount: qubits, gateCount: gates)
    random.gates = names ?? Gates.all.map(\.name)
    return random.circuit(seed: UInt64(seed))
  }

  @Test(arguments: Gates.all.map(\.name))
  func everyGateHasANormalForm(name: String) throws {
    for controls in 0...2 {
      var random = RandomCircuit(qubitCount: (Gates.named(name)?.qubitCount ?? 0) + 3, gateCount: 4)
      random.gates = [name, "h", "ry", "rz", "cx"]
      random.controlLimit = controls
      for seed in 0..<4 {
        let circuit = random.circuit(seed: UInt64(seed * 3 + controls))
        let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
        let layered = try #require(try fuseCircuit(circuit, passes: []))
        #expect(Self.distance(circuit, layered, operands) < 1e-10, "seed \(seed), \(controls) controls")
        let fused = try #require(try fuseCircuit(circuit))
        #expect(Self.distance(circuit, fused, operands) < 1e-10, "seed \(seed), \(controls) controls")
      }
    }
  }

  @Test(arguments: 0..<60)
  func randomCircuitsKeepOutputsAndGradients(seed: Int) throws {
    let circuit = Self.random(seed, qubits: 3 + seed % 3, gates: 20)
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    var fused = try #require(try fuseCircuit(circuit, passes: []))
    #expect(Self.distance(circuit, fused, operands) < 1e-10)
    for pass in FusionPasses.all {
      fused = pass.run(fused)
      #expect(Self.distance(circuit, fused, operands) < 1e-10, "\(pass.name)")
    }
  }
}
