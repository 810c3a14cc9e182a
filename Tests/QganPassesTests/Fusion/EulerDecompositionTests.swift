import Foundation
import QganIR
import Testing

@testable import QganPasses

@Suite struct EulerDecompositionTests {
  private func operations(_ text: String) throws -> [ElementaryOperation] {
    try #require(try EulerDecomposition.operations(of: FusionTesting.circuit(text)))
  }

  private func isReal(_ operations: [ElementaryOperation]) -> Bool {
    operations.allSatisfy {
      guard case .phase(let angle, _) = $0 else { return true }
      return angle.isConstant && abs(angle.constant.remainder(dividingBy: .pi)) < 1e-15
    }
  }

  private func rotations(_ operations: [ElementaryOperation]) -> Int {
    operations.filter { if case .rotation = $0 { true } else { false } }.count
  }

  // Bit 2 is qubit a, bit 0 qubit c.
  private let a = ParityCheck(mask: 4)
  private let b = ParityCheck(mask: 2)
  private let w = Angle.element(0, of: 1)

  @Test func diagonalsArePhases() throws {
    #expect(try operations("rz(w[0]) a;") == [.phase(w, [a])])
    #expect(try operations("p(w[0]) b;") == [.phase(w, [b])])
    #expect(try operations("rzz(w[0]) a, b;") == [.phase(w, [ParityCheck(mask: 6)])])
    #expect(try operations("crz(w[0]) a, b;") == [.phase(-0.5 * w, [a]), .phase(w, [a, b])])
    #expect(try operations("gphase(w[0]); id a;") == [])
    #expect(try operations("ctrl @ gphase(w[0]) a;") == [.phase(w, [a])])
    #expect(
      try operations("negctrl @ z a, b;") == [
        .phase(Angle(constant: .pi), [ParityCheck(mask: 4, value: false), b])
      ])
  }

  @Test func bitOperationsAreMoves() throws {
    #expect(try operations("x a;") == [.flip(bit: 2)])
    #expect(try operations("cx a, c;") == [.add(2, to: 0)])
    #expect(try operations("negctrl @ x a, c;") == [.add(2, to: 0), .flip(bit: 0)])
    #expect(try operations("swap a, c;") == [.swap(0, 2)])
    #expect(try operations("y b;") == [.flip(bit: 1), .phase(Angle(constant: .pi), [b])])
    // A permutation with phases.
    #expect(rotations(try operations("iswap a, b; cy a, b;")) == 0)
  }

  /// One rotation whatever the string, by CX and quarter turns round it.
  @Test(arguments: ["rx(w[0]) a;", "rxx(w[0]) a, b;", "ryy(w[0]) a, b;", "rzx(w[0]) a, b;"])
  func stringsTakeOneRotation(text: String) throws {
    #expect(rotations(try operations(text)) == 1)
  }

  @Test(arguments: [
    "ry(w[0]) a;", "h a;", "cry(w[0]) a, b;", "ch a, b;", "ccx a, b, c;", "cswap a, b, c;",
    "negctrl @ ctrl @ ry(w[0]) a, b, c;", "ccz a, b, c;",
  ])
  func realGatesStayReal(text: String) throws {
    #expect(isReal(try operations(text)))
  }

  @Test func fixedGatesAreEuler() throws {
    #expect(
      try operations("h a;") == [
        .phase(Angle(constant: .pi), [a]), .rotation(bit: 2, Angle(constant: .pi / 4)),
      ])
    #expect(rotations(try operations("sx a; csx a, b;")) == 3)
  }

  /// Monomial matrices on several qubits, with and without controls, of every kind.
  @Test(arguments: 0..<12)
  func monomialMatrices(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let qubits = 2 + seed % 2
    var matrix = ComplexMatrix.identity(1 << qubits)
    let pieces: [(gate: String, angles: Int, arity: Int, controls: Int)] = [
      ("x", 0, 1, 0), ("x", 0, 1, 1), ("swap", 0, 2, 0), ("rzz", 1, 2, 0), ("p", 1, 1, 1), ("p", 1, 1, 0),
    ]
    let gates = (0..<8).compactMap { _ -> GateApplication? in
      guard let piece = pieces.randomElement(using: &random) else { return nil }
      let places = Array((0..<qubits).shuffled(using: &random))
      return GateApplication(
        gate: piece.gate,
        angles: (0..<piece.angles).map { _ in Angle(constant: .random(in: -3...3, using: &random)) },
        controls: places.prefix(piece.controls).map { Control(qubit: $0) },
        qubits: Array(places[piece.controls..<(piece.controls + piece.arity)]))
    }
    matrix = try #require(GateExpansion.matrix(of: gates, on: Array(0..<qubits)))
    var circuit = try Circuit(
      text: "circuit t { qubit a, b, c, d; h a; h b; h c; h d; rx(0.3) a; rx(0.4) c; probs a, b, c, d; }")
    circuit.measurements.append(.expectation([PauliFactor(.x, 0), PauliFactor(.y, 2), PauliFactor(.x, 3)]))
    let controls = seed % 3 == 0 ? [Control(qubit: 3, isOn: seed % 2 == 0)] : []
    circuit.operations.append(
      .apply(
        GateApplication(
          gate: Gates.unitary, controls: controls, qubits: Array([2, 0, 1].prefix(qubits)), matrix: matrix)))
    circuit.operations.append(.apply(GateApplication(gate: "h", qubits: [1])))
    #expect(circuit.verify() == [])
    let fused = try #require(try fuseCircuit(circuit))
    #expect(FusionTesting.outputDistance(circuit, fused, []) < 1e-10)
  }
}
