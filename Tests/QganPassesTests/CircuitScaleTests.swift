import QganIR
import Testing

@testable import QganPasses

@Suite struct CircuitScaleTests {
  /// Passes look back a bounded way, so that time grows with the number of gates and not with its square; what they can
  /// still see is merged all the same.
  @Test func longRunsOfCommutingGatesAreMerged() throws {
    let qubits = (0..<12).map { "q[\($0)]" }
    var operations: [CircuitOperation] = []
    for layer in 0..<30 {
      for first in 0..<12 {
        for second in (first + 1)..<max(12, first + 1) {
          let angle = Angle.element(layer, of: 0)
          operations.append(.apply(GateApplication(gate: "rzz", angles: [angle], qubits: [first, second])))
        }
      }
    }
    let circuit = Circuit(
      name: "ising", qubitNames: qubits,
      operands: [CircuitOperand(name: "w", binding: .param, shape: [30])], operations: operations,
      measurements: [.expectation([PauliFactor(.x, 0)])])
    let merged = MergeRotations.run(circuit)
    #expect(merged.gateCount == 66)
    #expect(merged.applications.allSatisfy { $0.angles[0].terms.count == 30 })
    // Only what touches the measured qubit is seen; on |0...0> nothing is.
    #expect(RemoveUnobserved.run(merged).gateCount == 11)
    #expect(CircuitPasses.optimize(circuit, level: 2).gateCount == 0)
  }
}
