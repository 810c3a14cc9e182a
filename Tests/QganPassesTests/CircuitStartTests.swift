import Foundation
import QganIR
import QganPasses
import Testing

/// What is known of circuits from random points: sizes of derivatives, and what stays entangled.
struct CircuitStartTests {
  /// The mean square of derivatives, against the Jacobians of the reference at many points.
  @Test(arguments: [UInt64](1...6)) func gradientScale(seed: UInt64) throws {
    var random = RandomCircuit(qubitCount: 4, gateCount: 30)
    random.hasPreparations = false
    var circuit = random.circuit(seed: seed)
    circuit.measurements = (0..<4).map { .expectation([PauliFactor(.z, $0)]) }
    let weights = circuit.operands.indices.filter { circuit.operands[$0].binding == .param }
    let occurring = CircuitSensitivity(circuit).occurring.filter { weights.contains($0.operand) }
    try #require(!occurring.isEmpty)
    // At one point, where the mean over signs is known too.
    var draws: [Int: GradientScale.Draw] = [:]
    for (index, operand) in circuit.operands.enumerated() {
      let value = 0.3 + 0.2 * Double(index)
      #expect(operand.count > 0)
      draws[index] = .uniform(value...value)
    }
    let scale = try #require(GradientScale(circuit, draws: draws, excluding: []))
    let point = circuit.operands.enumerated().map { index, operand in
      [Double](repeating: 0.3 + 0.2 * Double(index), count: operand.count)
    }
    let jacobian = ReferenceSimulator(circuit).jacobian(point)
    let squares = occurring.map { element in
      jacobian[element.operand][element.element].reduce(0) { $0 + $1 * $1 }
    }
    let exact = squares.reduce(0, +) / Double(4 * occurring.count)
    // Signs are drawn at 16 points; with four read-outs the mean is within their spread.
    #expect(scale.pointCount == 16)
    #expect(scale.meanSquare <= 4 * exact + 1e-12)
    #expect(scale.meanSquare >= exact / 8)
  }

  /// With one read-out there are no signs, and the mean is exact.
  @Test func oneReadout() throws {
    let circuit = Circuit(
      name: "c", qubitNames: ["q[0]"],
      operands: [CircuitOperand(name: "w", binding: .param, shape: [1])],
      operations: [
        .apply(
          GateApplication(
            gate: "ry", angles: [Angle(constant: 0, terms: [.init(operand: 0, element: 0)])], qubits: [0]))
      ],
      measurements: [.expectation([PauliFactor(.z, 0)])])
    let at = GradientScale(circuit, draws: [0: .uniform(0.7...0.7)], excluding: [])
    #expect(abs((at?.meanSquare ?? 0) - pow(sin(0.7), 2)) < 1e-12)
    let excluded: Set = [CircuitSensitivity.Element(operand: 0, element: 0)]
    #expect(GradientScale(circuit, draws: [:], excluding: excluded) == nil)
    var wide = circuit
    wide.qubitNames = (0..<13).map { "q[\($0)]" }
    #expect(GradientScale(wide, draws: [:], excluding: []) == nil)
  }

  private func controlledX(_ control: Int, _ target: Int) -> CircuitOperation {
    .apply(GateApplication(gate: "x", controls: [Control(qubit: control)], qubits: [target]))
  }

  /// Copies of a value are correlated, undone ones are not, and parities of several qubits are seen too.
  @Test func correlations() {
    func circuit(_ operations: [CircuitOperation], read: [Int]) -> Circuit {
      Circuit(
        name: "c", qubitNames: ["a", "b", "c", "d"], operations: operations,
        measurements: read.map { .expectation([PauliFactor(.z, $0)]) })
    }
    func h(_ qubit: Int) -> CircuitOperation { .apply(GateApplication(gate: "h", qubits: [qubit])) }
    let copy = circuit([h(0), controlledX(0, 1)], read: [0])
    #expect(ReadoutCorrelation.correlated([1, 2], in: copy) == [1])
    let undone = circuit([h(0), controlledX(0, 1), controlledX(0, 1)], read: [0])
    #expect(ReadoutCorrelation.correlated([1], in: undone).isEmpty)
    // The parity of two qubits, correlated with neither alone, and a pair of its own.
    let parity = circuit(
      [h(0), h(1), controlledX(0, 2), controlledX(1, 2)], read: [0, 1])
    #expect(ReadoutCorrelation.correlated([2, 3], in: parity) == [2])
    let apart = circuit([h(0), h(2), controlledX(2, 3)], read: [0, 1])
    #expect(ReadoutCorrelation.correlated([2, 3], in: apart).isEmpty)
  }
}
