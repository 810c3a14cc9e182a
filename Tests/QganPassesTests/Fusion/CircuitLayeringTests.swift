import QganIR
import Testing

@testable import QganPasses

@Suite struct CircuitLayeringTests {
  private func fuse(_ text: String, measuring: String = "probs a, b, c; expval X @ Y @ Z a, b, c;") throws
    -> FusedCircuit
  {
    let circuit = try FusionTesting.circuit(text, measuring: measuring)
    let fused = try #require(try fuseCircuit(circuit, passes: []))
    let operands = FusionTesting.operands(of: fused)
    #expect(fused.verify() == [])
    #expect(FusionTesting.distance(circuit, fused, operands) < 1e-12)
    return fused
  }

  @Test func gatesBeforeTheFirstMeetingAreTheStart() throws {
    let fused = try fuse("rz(w[3]) a; ry(x[0]) a; ry(w[0]) a; rz(w[1]) a; s a; rx(w[2]) b; x c; ry(x[1]) c;")
    #expect(
      FusionTesting.start(fused) == [
        "a { ry(x[0] + w[0]); phase(w[1] + pi/2); }", "b { ry(w[2]); phase(-pi/2); }", "c { ry(-x[1]); }",
      ])
    // X stays in the account of bits.
    #expect(FusionTesting.layers(fused) == [["move b0 = !b0;"]])
  }

  @Test func rotationsJoinTheFirstLayerTheyCan() throws {
    let fused = try fuse("cz a, b; ry(w[0]) a; ry(w[1]) b; ry(w[2]) c; cz b, c; ry(w[3]) a; ry(x[0]) c;")
    #expect(FusionTesting.start(fused) == ["c { ry(w[2]); }"])
    #expect(
      FusionTesting.layers(fused) == [
        ["phase(pi) b1 & b2;", "ry(w[1]) b1;", "ry(w[0] + w[3]) b2;"],
        ["phase(pi) b0 & b1;", "ry(x[0]) b0;"],
      ])
  }

  @Test func phasesArePulledThroughMoves() throws {
    let fused = try fuse("h a; h b; h c; cx a, b; rz(w[0]) b; cx a, b; ry(w[1]) b;")
    #expect(FusionTesting.layers(fused) == [["phase(w[0]) b1 ^ b2;", "ry(w[1]) b1;"]])
  }

  @Test func aFirstLayerMayOnlyMove() throws {
    let fused = try fuse("h a; cx a, b; rz(w[0]) b; ry(w[1]) b;")
    #expect(
      FusionTesting.layers(fused) == [["move b1 = b1 ^ b2;"], ["phase(w[0]) b1;", "ry(w[1]) b1;"]])
  }

  @Test func swapsAndFlipsStandInNobodysWay() throws {
    let fused = try fuse("h a; h b; cz a, b; ry(w[0]) a; swap a, c; x c; ry(w[1]) c; swap b, c;")
    #expect(
      FusionTesting.layers(fused) == [
        ["phase(pi) b1 & b2;", "ry(w[0] - w[1]) b2;", "move b0 = b1, b1 = !b2, b2 = b0;"]
      ])
  }

  @Test func equalPhasesAddUpAndVanish() throws {
    let fused = try fuse(
      "h a; h b; cz a, b; rzz(w[0]) a, b; cz b, a; rzz(w[1]) b, a; s a; rz(w[2]) b; sdg a; rz(-w[2]) b;")
    #expect(FusionTesting.layers(fused) == [["phase(w[0] + w[1]) b1 ^ b2;"]])
    #expect(try fuse("h a; h b; cz a, b; ry(w[0]) a; ry(-w[0]) a; cz a, b;").layers.count == 2)
  }

  @Test func preparedQubitsHaveNoStart() throws {
    let circuit = try Circuit(
      text: """
        circuit t { qubit a, b, c; input x[4]; param w[2]; prepare x c, a; ry(w[0]) a; ry(w[1]) b; cx a, b;
        probs a, b, c; }
        """)
    let fused = try #require(try fuseCircuit(circuit, passes: []))
    #expect(fused.start.map(\.count) == [0, 1, 0])
    #expect(fused.layers.count == 1)
    #expect(FusionTesting.distance(circuit, fused, [[0.1, -0.7, 0.5, 0.5], [0.3, 1.9]]) < 1e-12)
  }
}
