import Foundation
import QganIR
import Testing

@testable import QganPasses

/// Measures of circuits whose values are known in closed form.
struct CircuitStatisticsTests {
  private func circuit(_ qubits: Int, weights: Int, _ gates: [GateApplication]) -> Circuit {
    Circuit(
      name: "c", qubitNames: (0..<qubits).map { "q[\($0)]" },
      operands: weights == 0 ? [] : [CircuitOperand(name: "w", binding: .param, shape: [weights])],
      operations: gates.map { .apply($0) },
      measurements: [.expectation([PauliFactor(.z, 0)])])
  }

  /// States that never change have fidelity 1: (2 ** n - 1) ln(bins) away from Haar's.
  @Test(arguments: [1, 2, 4, 8]) func constantCircuit(qubits: Int) {
    let statistics = CircuitStatistics(circuit(qubits, weights: 0, []), samples: 10, seed: 1)
    let expected = (pow(2, Double(qubits)) - 1) * log(Double(CircuitStatistics.binCount))
    #expect(abs(statistics.expressibility - expected) < 1e-9 * expected)
    #expect(abs(statistics.entanglingCapability) < 1e-12)
    #expect(statistics.gradients.isEmpty)
  }

  /// Bell's and GHZ states are as entangled as can be; W's is 8/9.
  @Test func entanglement() {
    let ghz =
      [GateApplication(gate: "h", qubits: [0])]
      + (1..<4).map { GateApplication(gate: "x", controls: [Control(qubit: 0)], qubits: [$0]) }
    #expect(
      abs(CircuitStatistics(circuit(4, weights: 0, ghz), samples: 2, seed: 1).entanglingCapability - 1)
        < 1e-12)
    var w = StateVector(qubitCount: 3)
    w.amplitudes = w.amplitudes.indices.map { [1, 2, 4].contains($0) ? Complex((1.0 / 3).squareRoot()) : 0 }
    #expect(abs(CircuitStatistics.meyerWallach(w) - 8.0 / 9) < 1e-12)
  }

  /// The derivative of cos w is -sin w, whose variance over a turn is 1/2; RZ behind it changes nothing.
  @Test func gradients() throws {
    let gates = [("ry", 0), ("rz", 1)].map {
      GateApplication(gate: $0, angles: [.element($1, of: 0)], qubits: [0])
    }
    let statistics = CircuitStatistics(circuit(1, weights: 2, gates), samples: 4000, seed: 3)
    let gradient = try #require(statistics.gradients.first)
    // Four standard errors: the variance of sin ** 2 is 1/8.
    #expect(abs(gradient.variances[0] - 0.5) < 4 * (1.0 / 8 / 4000).squareRoot())
    #expect(gradient.variances[1] < 1e-20)
    #expect(gradient.dead == [1])
  }

  /// A general rotation is nearly as expressive as one qubit can be; RZ alone on |0> is not at all. Equal seeds, equal
  /// numbers.
  @Test func expressibility() {
    let rotation = ["rz", "ry", "rz"].enumerated().map {
      GateApplication(gate: $0.element, angles: [.element($0.offset, of: 0)], qubits: [0])
    }
    let general = [GateApplication(gate: "h", qubits: [0])] + rotation
    let good = CircuitStatistics(circuit(1, weights: 3, general), samples: 2000, seed: 5)
    let poor = CircuitStatistics(circuit(1, weights: 1, [rotation[0]]), samples: 2000, seed: 5)
    #expect(good.expressibility < 0.2)
    #expect(poor.expressibility > 4)
    #expect(good == CircuitStatistics(circuit(1, weights: 3, general), samples: 2000, seed: 5))
  }
}
