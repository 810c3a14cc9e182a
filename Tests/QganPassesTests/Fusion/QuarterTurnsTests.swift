import QganIR
import Testing

@testable import QganPasses

@Suite struct QuarterTurnsTests {
  /// Layers without passes; each text also computes what the circuit does.
  private func layers(_ text: String) throws -> [[String]] {
    let circuit = try FusionTesting.circuit("ry(0.3) a; ry(0.4) b; ry(0.5) c; cz a, b; cz b, c; " + text)
    let fused = try #require(try fuseCircuit(circuit, passes: []))
    #expect(FusionTesting.distance(circuit, fused, FusionTesting.operands(of: fused)) < 1e-12)
    return FusionTesting.layers(fused).map {
      $0.filter { $0 != "phase(pi) b1 & b2;" && $0 != "phase(pi) b0 & b1;" }
    }
  }

  private func rotations(_ text: String) throws -> Int {
    try layers(text).joined().filter { $0.hasPrefix("ry") }.count
  }

  @Test func hadamardsTurnPhasesIntoRotations() throws {
    #expect(try layers("h a; rz(w[0]) a; h a;") == layers("rx(w[0]) a;"))
    #expect(try rotations("ry(-pi/2) a; rz(w[0]) a; rz(x[0]) a; ry(pi/2) a;") == 1)
    #expect(try rotations("sx a; rz(w[0]) a; sx a;") == 1)
    #expect(try rotations("h a; rzz(w[0]) a, c; h a;") == 1)
    #expect(try rotations("h b; rzz(w[0]) a, b; cz b, c; h b;") == 1)
    #expect(try rotations("h a; s a; h a;") == 1)
  }

  @Test func hadamardsTurnSignsIntoMoves() throws {
    #expect(try layers("h c; cz a, c; h c;") == layers("cx a, c;"))
    #expect(try rotations("h c; negctrl @ z a, c; cz b, c; h c;") == 0)
    #expect(try rotations("ry(-pi/2) c; cz a, c; ry(-pi/2) c;") == 0)
    #expect(try rotations("h a; z a; h a;") == 0)
    #expect(try rotations("h a; h b; cz a, b; h b; h a;") == 2)
  }

  @Test func whatWouldTakeMoreRotationsStays() throws {
    #expect(try rotations("h b; rzz(w[0]) a, b; rzz(w[1]) b, c; h b;") == 2)
    #expect(try rotations("h b; cp(w[0]) a, b; h b;") == 2)
    #expect(try rotations("h b; ccz a, b, c; h b;") == 2)
    #expect(try rotations("h b; rz(w[0]) b; cx a, b; h b;") == 2)
    #expect(try rotations("h b; rz(w[0]) b; x b; h b;") == 2)
    #expect(try rotations("ry(0.3) b; rz(w[0]) b; h b;") == 2)
  }

  @Test(arguments: 0..<40)
  func randomCircuitsOfQuarterTurns(seed: Int) throws {
    var random = RandomCircuit(qubitCount: 4, gateCount: 24)
    random.gates = ["h", "h", "sx", "cz", "cz", "rz", "rzz", "s", "x", "cx", "ry", "y"]
    random.controlLimit = 1
    random.hasBarriers = false
    let circuit = random.circuit(seed: UInt64(seed))
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let fused = try #require(try fuseCircuit(circuit))
    #expect(FusionTesting.outputDistance(circuit, fused, operands) < 1e-10)
    // Never more rotations than without.
    let operations = try #require(try EulerDecomposition.operations(of: circuit))
    func count(_ operations: [ElementaryOperation]) -> Int {
      operations.filter { if case .rotation = $0 { true } else { false } }.count
    }
    #expect(count(QuarterTurns.rewritten(operations, bitCount: 4)) <= count(operations))
  }
}
