import QganIR
import Testing

@testable import QganPasses

/// Each pass alone, on circuits in normal form.
@Suite struct FusionPassTests {
  private func run(
    _ name: String, _ text: String, measuring: String = "probs a, b, c; expval X @ Y @ Z a, b, c;"
  )
    throws -> FusedCircuit
  {
    let circuit = try FusionTesting.fused(text, measuring: measuring)
    #expect(circuit.verify() == [])
    let result = try #require(FusionPasses.named(name)).run(circuit)
    #expect(result.verify() == [])
    let operands = FusionTesting.operands(of: circuit)
    #expect(FusionTesting.distance(circuit, result, operands) < 1e-12)
    #expect(try FusedCircuit(text: result.description) == result)
    return result
  }

  private let start = "start a { ry(x[0]); } start b { ry(x[1]); phase(w[0]); } start c { ry(0.3); }"

  @Test func lastDiagonalsVanishBeforeProbabilities() throws {
    let text =
      start
      + "layer { ry(w[1]) b0; } layer { phase(w[2]) b0 ^ b1; phase(pi) b1 & b2; move b0 = b1, b1 = b0; }"
    let result = try run("drop-unobserved", text, measuring: "probs a, b, c; expval Z a;")
    #expect(FusionTesting.layers(result) == [["ry(w[1]) b0;"], ["move b0 = b1, b1 = b0;"]])
    // Phases of b in the start as well: nothing turns b any more.
    #expect(FusionTesting.start(result)[1] == "b { ry(x[1]); }")
  }

  @Test func whatCommutesWithTheObservableVanishes() throws {
    let text = start + "layer { phase(w[2]) b0 ^ b1; phase(w[1]) b2; phase(pi) b0 & b2; }"
    let result = try run("drop-unobserved", text, measuring: "expval X @ X b, c;")
    #expect(FusionTesting.layers(result) == [["phase(pi) b0 & b2;"]])
    #expect(
      FusionTesting.layers(try run("drop-unobserved", text, measuring: "expval X b;")).joined().count == 1)
    #expect(FusionTesting.layers(try run("drop-unobserved", text)).joined().count == 3)
  }

  @Test func rotationsOutsideTheLightConeVanish() throws {
    let text =
      start + "layer { phase(w[0]) b2; ry(w[1]) b0; ry(w[2]) b1; ry(x[2]) b2; move b1 = b0 ^ b1; }"
    #expect(
      FusionTesting.layers(try run("drop-unobserved", text, measuring: "expval Z b;")) == [
        ["ry(w[1]) b0;", "ry(w[2]) b1;", "move b1 = b0 ^ b1;"]
      ])
    // Y commutes with its own rotation.
    #expect(
      FusionTesting.layers(try run("drop-unobserved", text, measuring: "expval Y a;")) == [
        ["phase(w[0]) b2;", "move b1 = b0 ^ b1;"]
      ])
    let idle = try run("drop-unobserved", text, measuring: "expval I a;")
    #expect(idle.angles.isEmpty && idle.start == [[], [], []])
  }

  @Test func idleLayersJoinTheirNeighbours() throws {
    let result = try run(
      "merge-layers",
      start + """
        layer { phase(w[0]) b0; move b0 = b0 ^ b1; } layer { move b1 = b2, b2 = !b1; }
        layer { phase(w[1]) b2; ry(w[2]) b1; } layer { phase(w[3]) b1; move b1 = b2, b2 = b1; } layer { move b0 = !b0; }
        layer { phase(w[2]) b0; } layer { move b0 = b1 ^ b0; }
        """)
    #expect(
      FusionTesting.layers(result) == [
        ["move b0 = b0 ^ b1, b1 = b2, b2 = !b1;"],
        ["phase(-w[0]) b0 ^ b2;", "phase(w[1]) b2;", "ry(w[2]) b1;", "move b0 = !b0, b1 = b2, b2 = b1;"],
        ["phase(w[3]) b2;", "phase(w[2]) b0;", "move b0 = b0 ^ b1;"],
      ])
    #expect(try run("merge-layers", start + "layer { }").layers.isEmpty)
  }

  @Test func diagonalsGather() throws {
    let forward = try run(
      "gather-diagonals",
      "layer { phase(w[0]) b2; ry(w[1]) b0; move b2 = b1, b1 = b2; } layer { phase(w[2]) b0; ry(w[3]) b1; }")
    #expect(
      FusionTesting.layers(forward) == [
        ["ry(w[1]) b0;", "move b1 = b2, b2 = b1;"], ["phase(w[2]) b0;", "phase(w[0]) b1;", "ry(w[3]) b1;"],
      ])
    let backward = try run(
      "gather-diagonals",
      "layer { phase(w[0]) b0; ry(w[1]) b0; move b2 = b1, b1 = b2; } layer { phase(w[2]) b2; ry(w[3]) b1; }")
    #expect(
      FusionTesting.layers(backward) == [
        ["phase(w[0]) b0;", "phase(w[2]) b1;", "ry(w[1]) b0;", "move b1 = b2, b2 = b1;"], ["ry(w[3]) b1;"],
      ])
    let stuck = "layer { phase(w[0]) b0; ry(w[1]) b0; } layer { phase(w[2]) b0 ^ b1; ry(w[3]) b1; }"
    #expect(try run("gather-diagonals", stuck) == FusionTesting.fused(stuck))
  }

  @Test func startPhasesFoldIntoADiagonal() throws {
    let phases =
      "start a { ry(x[0]); phase(w[0]); } start b { ry(w[1]); phase(x[1]); } start c { ry(x[2]); phase(pi/2); }"
    let folded = try run("fold-start-diagonal", phases + "layer { phase(w[1]) b1; ry(w[2]) b0; }")
    #expect(
      FusionTesting.start(folded) == ["a { ry(x[0]); }", "b { ry(w[1]); phase(x[1]); }", "c { ry(x[2]); }"])
    #expect(
      FusionTesting.layers(folded) == [
        ["phase(w[0]) b2;", "phase(pi/2) b0;", "phase(w[1]) b1;", "ry(w[2]) b0;"]
      ])
    let moved = try run(
      "fold-start-diagonal",
      phases + "layer { move b1 = !(b1 ^ b2); } layer { phase(w[1]) b1; ry(w[2]) b0; }")
    #expect(FusionTesting.layers(moved)[1].count == 4)
    let none = phases + "layer { ry(w[2]) b0; }"
    #expect(try run("fold-start-diagonal", none) == FusionTesting.fused(none))
  }

  @Test func rotationsPackIntoTheLowestBits() throws {
    let result = try run(
      "pack-rotations",
      start + """
        layer { phase(w[0]) b0 ^ b2; ry(x[0]) b0; ry(w[1]) b2; move b0 = b0 ^ b1; }
        layer { phase(w[3]) b1; ry(w[2]) b1; move b2 = !b2; }
        """)
    #expect(
      FusionTesting.layers(result) == [
        ["move b0 = b2, b1 = b0, b2 = b1;"],
        ["phase(w[0]) b0 ^ b1;", "ry(w[1]) b0;", "ry(x[0]) b1;", "move b0 = b2, b1 = b1 ^ b2, b2 = b0;"],
        ["phase(w[3]) b0;", "ry(w[2]) b0;", "move b0 = b1, b1 = b0, b2 = !b2;"],
      ])
    #expect(FusionPasses.named("pack-rotations")?.run(result) == result)
    let packed = start + "layer { phase(w[0]) b2; ry(w[1]) b0; ry(x[0]) b1; move b2 = b0 ^ b2; }"
    #expect(try run("pack-rotations", packed) == FusionTesting.fused(packed))
  }

  /// Passes keep what random layers compute, also on their own.
  @Test(arguments: FusionPasses.all.map(\.name))
  func passesKeepOutputsAndGradients(name: String) throws {
    let pass = try #require(FusionPasses.named(name))
    for seed in 0..<15 {
      var random = RandomCircuit(qubitCount: 4, gateCount: 14)
      random.gates = ["h", "cx", "rz", "ry", "cp", "swap", "rzz", "x", "cry", "ccx"]
      let circuit = random.circuit(seed: UInt64(seed))
      let before = try #require(try fuseCircuit(circuit, passes: []))
      let after = pass.run(before)
      #expect(after.verify() == [])
      let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
      #expect(FusionTesting.distance(before, after, operands) < 1e-11, "seed \(seed)")
      #expect(after.floatingPointOperations <= before.floatingPointOperations, "seed \(seed)")
    }
  }

  @Test func operationsAreCounted() throws {
    let circuit = try FusionTesting.fused(
      "start a { ry(x[0]); } layer { phase(w[0]) b0 ^ b1; phase(x[0]) b0 & b1; ry(w[1]) b0; ry(x[1]) b1; }")
    // 12 for a real start, 6 shared and 6 on a quarter per-sample, rotations on two planes.
    let expected: [Double] = [12, 8 * 6, 2 * 6, 8 * 4, 8 * 6]
    #expect(circuit.floatingPointOperations == expected.reduce(0, +))
    let gates = try FusionTesting.circuit(
      "rx(x[0]) a; h b; rz(w[0]) c; cx a, b; swap b, c; crx(w[1]) a, b; fused a { h; s; h; } gphase(1.0);")
    let amplitude: [Double] = [6, 6, 3, 0, 0, 3, 14]
    #expect(gates.floatingPointOperations == 8 * amplitude.reduce(0, +))
    let statistics = try FusionPasses.statistics(of: gates)
    #expect(statistics.map(\.pass) == [FusionPasses.layering] + FusionPasses.all.map(\.name))
    #expect(statistics[0].floatingPointOperations.before == gates.floatingPointOperations)
    #expect(
      zip(statistics, statistics.dropFirst()).allSatisfy {
        $0.floatingPointOperations.after == $1.floatingPointOperations.before && $0.after == $1.before
      })
  }
}
