import Foundation
import QganIR
import Testing

@testable import QganPasses

@Suite struct CircuitReferenceTests {
  /// <Z> of ry(x) is cos x, and p(1) is sin^2(x/2): the derivative follows.
  @Test func oneQubitIsTrigonometry() throws {
    let circuit = try Circuit(
      text: "circuit c { qubit q; input x; ry(2*x) q; expval Z q; expval X q; probs q; }")
    let simulator = ReferenceSimulator(circuit)
    let x = 0.4
    let wanted = [cos(2 * x), sin(2 * x), cos(x) * cos(x), sin(x) * sin(x)]
    for (value, expected) in zip(simulator.outputs([[x]]), wanted) { #expect(abs(value - expected) < 1e-15) }
    let slopes = [-2 * sin(2 * x), 2 * cos(2 * x), -sin(2 * x), sin(2 * x)]
    for (value, expected) in zip(simulator.jacobian([[x]])[0][0], slopes) {
      #expect(abs(value - expected) < 1e-14)
    }
  }

  @Test func firstQubitIsTheMostSignificantBit() throws {
    let circuit = try Circuit(
      text: """
        circuit c { qubit a, b; input amp[4]; prepare amp b, a; cx a, b; probs a, b; probs b; }
        """)
    // Amplitude k = 2 b + a: 01 is a = 1, b = 0, which the cx takes to 11.
    #expect(ReferenceSimulator(circuit).outputs([[0, 1, 0, 0]]) == [0, 0, 0, 1, 0, 1])
    #expect(ReferenceSimulator(circuit).outputs([[0, 0, 1, 0]]) == [0, 1, 0, 0, 0, 1])
  }

  @Test(arguments: 0..<30)
  func jacobianIsTheDifferenceQuotient(seed: Int) {
    let circuit = RandomCircuit(qubitCount: 3 + seed % 2, gateCount: 12).circuit(seed: UInt64(seed))
    #expect(circuit.verify() == [])
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let simulator = ReferenceSimulator(circuit)
    #expect(
      CircuitEquality.distance(simulator.jacobian(operands), simulator.differences(operands)) < 1e-7)
    let norm = simulator.state(operands).amplitudes.reduce(0) { $0 + $1.squaredNorm }
    #expect(abs(norm - 1) < 1e-12)
  }

  @Test func randomCircuitsCoverEverything() {
    let circuits = (0..<200).map {
      RandomCircuit(qubitCount: 5, gateCount: 20).circuit(seed: UInt64($0))
    }
    let applications = circuits.flatMap(\.applications)
    let reached = Set(applications.map(\.gate))
    #expect(reached == Set(Gates.base.map(\.name) + [Gates.unitary]))
    #expect(applications.contains { $0.controls.contains { !$0.isOn } })
    #expect(applications.contains { $0.controls.count > 4 || $0.angles.contains { $0.terms.count == 2 } })
    #expect(
      circuits.contains { $0.operations.contains { if case .barrier = $0 { true } else { false } } })
    #expect(circuits.contains { !$0.preparations.isEmpty })
  }

  @Test(arguments: 0..<100)
  func textRoundTripIsExact(seed: Int) throws {
    let random = RandomCircuit(qubitCount: 5, gateCount: 20).circuit(seed: UInt64(seed))
    for circuit in [random, CircuitPasses.optimize(random, level: 2)] {
      #expect(try Circuit(text: circuit.description) == circuit)
    }
  }
}
