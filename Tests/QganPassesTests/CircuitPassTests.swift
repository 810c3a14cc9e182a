import QganIR
import Testing

@testable import QganPasses

@Suite struct CircuitPassTests {
  /// Runs one pass on a circuit given by its operations; qubits a, b, c, operands x[3] and w[3].
  private func run(
    _ pass: String, _ operations: String, measuring: String = "expval X a; expval Y b; expval X c;"
  ) throws -> [String] {
    let circuit = try Circuit(
      text: "circuit t { qubit a, b, c; input x[3]; param w[3]; \(operations) \(measuring) }")
    #expect(circuit.verify() == [])
    let found = try #require(CircuitPasses.all.first { $0.name == pass })
    let result = found.run(circuit)
    #expect(result.verify() == [])
    let operands = RandomCircuit.operands(of: circuit, seed: 1)
    #expect(CircuitEquality.distance(circuit, result, operands) < 1e-12)
    let printer = CircuitPrinting(circuit: result)
    return printer.operations
  }

  @Test func identitiesGo() throws {
    let kept = try run(
      "remove-identities",
      """
      id a; rx(0) a; rz(2*pi) b; ry(-4*pi) b; p(2*pi) c; gphase(w[0]); crx(4*pi) a, b; ctrl @ id a, b; cp(2*pi) a, b;
      rzz(2*pi) a, b; unitary(re: [[0.0, 0.0], [0.0, 0.0]], im: [[1.0, 0.0], [0.0, 1.0]]) a;
      crx(2*pi) a, b; rx(1e-9) a; rx(w[0]) a; fused c { id; rx(0); } fused c { id; h; rx(0); }
      ctrl @ unitary(re: [[0.0, 0.0], [0.0, 0.0]], im: [[1.0, 0.0], [0.0, 1.0]]) a, b;
      """)
    #expect(
      kept == [
        "crx(2*pi) a, b;", "rx(1e-09) a;", "rx(w[0]) a;", "fused c { h; }",
        "ctrl @ unitary(re: [[0.0, 0.0], [0.0, 0.0]], im: [[1.0, 0.0], [0.0, 1.0]]) a, b;",
      ])
  }

  @Test func basisStatesPropagate() throws {
    let pass = "propagate-basis-states"
    #expect(try run(pass, "rz(w[0]) a; t b; cz a, b; rzz(w[1]) b, c; cx a, b; crx(w[0]) c, a;") == [])
    #expect(try run(pass, "rz(w[0]) a; h a; rz(w[0]) a;") == ["h a;", "rz(w[0]) a;"])
    #expect(try run(pass, "x a; crx(w[0]) a, b; cx b, c;") == ["x a;", "rx(w[0]) b;", "cx b, c;"])
    #expect(try run(pass, "negctrl @ h a, b; ccx c, b, a;") == ["h b;"])
    #expect(try run(pass, "x a; swap a, b; cx a, c; cx b, c;") == ["x a;", "swap a, b;", "x c;"])
    #expect(try run(pass, "h a; cx a, b; cz b, c; cx b, c;") == ["h a;", "cx a, b;", "cx b, c;"])
    #expect(try run(pass, "h a; y b; cp(w[0]) a, b;") == ["h a;", "y b;", "p(w[0]) a;"])
    #expect(try run(pass, "h a; y b; negctrl @ p(w[0]) a, b;").count == 3)
    #expect(
      try run(pass, "h a; x b; rzz(w[0]) a, b; rzx(w[1]) c, b;").dropFirst(2) == [
        "rz(-w[0]) a;", "rx(w[1]) b;",
      ])
    #expect(try run(pass, "h a; crz(w[0]) a, b; cz a, b;") == ["h a;", "crz(w[0]) a, b;"])
    #expect(
      try run(pass, "fused a { rz(w[0]); } fused b { s; x; t; h; t; } cx a, b;") == ["fused b { x; h; t; }"])
  }

  @Test func inversesCancel() throws {
    let pass = "cancel-inverses"
    #expect(try run(pass, "h a; h a; s b; sdg b; sx c; sxdg c; rx(w[0]) a; rx(-w[0]) a;") == [])
    #expect(try run(pass, "h a; cx a, b; x c; cx a, b; x c; h a;") == [])
    #expect(try run(pass, "ccx a, b, c; ccx b, a, c; swap a, b; swap b, a; cz a, b; cz b, a;") == [])
    #expect(try run(pass, "negctrl @ x a, b; cx a, b;").count == 2)
    #expect(try run(pass, "negctrl @ s a, b; ctrl @ sdg b, a;").count == 2)
    #expect(try run(pass, "negctrl @ s a, b; negctrl @ sdg b, a;").count == 2)
    #expect(try run(pass, "rzx(w[0]) a, b; rzx(-w[0]) b, a;").count == 2)
    #expect(try run(pass, "rzx(w[0]) a, b; rzx(-w[0]) a, b;") == [])
    #expect(try run(pass, "cx a, b; cx b, a;").count == 2)
    #expect(try run(pass, "rx(w[0]) a; rx(-w[1]) a;").count == 2)
    #expect(try run(pass, "s a; s a;").count == 2)
  }

  @Test func commutingGatesDoNotSeparateInverses() throws {
    let pass = "cancel-inverses"
    #expect(try run(pass, "cz a, b; rz(w[0]) a; t b; cx a, c; cz a, b;").count == 3)
    #expect(try run(pass, "cx a, b; rx(x[0]) b; cx a, b;") == ["rx(x[0]) b;"])
    #expect(try run(pass, "cx a, b; ry(x[0]) b; cx a, b;").count == 3)
    #expect(try run(pass, "cx a, b; fused b { rx(w[0]); x; } cx a, b;").count == 1)
    #expect(try run(pass, "cx a, b; fused b { rx(w[0]); h; } cx a, b;").count == 3)
  }

  @Test func rotationsMerge() throws {
    let pass = "merge-rotations"
    #expect(try run(pass, "rx(x[0]) a; rx(w[0] + pi) a;") == ["rx(x[0] + w[0] + pi) a;"])
    #expect(try run(pass, "rx(x[0]) a; rx(-x[0]) a;") == [])
    #expect(try run(pass, "rz(w[0]) a; cx a, b; h c; rz(w[1]) a;").first == "rz(w[0] + w[1]) a;")
    #expect(try run(pass, "rz(w[0]) b; cx a, b; rz(w[1]) b;").count == 3)
    #expect(try run(pass, "rzz(w[0]) a, b; rz(w[2]) b; rzz(w[1]) b, a;").first == "rzz(w[0] + w[1]) a, b;")
    #expect(try run(pass, "rzx(w[0]) b, a; rzx(w[1]) b, a;") == ["rzx(w[0] + w[1]) b, a;"])
    #expect(try run(pass, "rzx(w[0]) b, a; rzx(w[1]) a, b;").count == 2)
    #expect(try run(pass, "crx(w[0]) a, b; crx(w[1]) a, b;") == ["crx(w[0] + w[1]) a, b;"])
    #expect(try run(pass, "crx(w[0]) a, b; negctrl @ rx(w[1]) a, b;").count == 2)
    #expect(try run(pass, "cp(w[0]) a, b; cp(w[1]) b, a;") == ["cp(w[0] + w[1]) a, b;"])
    #expect(try run(pass, "cp(w[0]) a, b; crz(w[1]) a, b;").count == 2)
    #expect(try run(pass, "negctrl @ p(w[0]) a, b; negctrl @ p(w[1]) b, a;").count == 2)
    #expect(try run(pass, "ctrl @ s a, b; ctrl @ s a, b; cz b, a;") == [])
  }

  @Test func fixedGatesAndPhasesJoinRotations() throws {
    let pass = "merge-rotations"
    #expect(try run(pass, "t a; t a;") == ["s a;"])
    #expect(try run(pass, "s a; rz(w[0]) a; p(w[1]) a;") == ["rz(w[0] + w[1] + pi/2) a;"])
    #expect(try run(pass, "x a; rx(w[0]) a; sx b; ry(w[0]) b;").first == "rx(w[0] + pi) a;")
    #expect(
      try run(pass, "y a; ry(w[0]) a; sxdg b; rx(w[1]) b;") == ["ry(w[0] + pi) a;", "rx(w[1] - pi/2) b;"])
    #expect(try run(pass, "x a; sx a;").count == 2)
    #expect(try run(pass, "cx a, b; crx(w[0]) a, b;").count == 2)
  }

  @Test func barriersStopGates() throws {
    for barrier in ["barrier a;", "barrier b, a;", "barrier;"] {
      #expect(try run("cancel-inverses", "h a; \(barrier) h a;").count == 3)
      #expect(try run("merge-rotations", "rx(w[0]) a; \(barrier) rx(w[0]) a;").count == 3)
      #expect(try run("fuse-single-qubit-gates", "rx(w[0]) a; \(barrier) h a;").count == 3)
    }
    #expect(try run("cancel-inverses", "h a; barrier b; h a;") == ["barrier b;"])
  }

  @Test func unobservedGatesGo() throws {
    let pass = "remove-unobserved"
    #expect(try run(pass, "h a; cx a, b; rx(x[0]) c;", measuring: "expval Z a;") == ["h a;"])
    #expect(try run(pass, "h a; cx a, b; rx(x[0]) c;", measuring: "expval X a;") == ["h a;", "cx a, b;"])
    #expect(
      try run(pass, "h a; ry(w[0]) b; rz(w[1]) a; cz a, b; t b;", measuring: "probs a, b;")
        == ["h a;", "ry(w[0]) b;"])
    #expect(try run(pass, "h a; rx(w[0]) a; rxx(w[1]) a, b;", measuring: "expval X @ X b, a;") == ["h a;"])
    #expect(try run(pass, "rz(w[0]) a; h a; rz(w[0]) a;", measuring: "expval Z a;").count == 2)
    #expect(try run(pass, "h a; s a;", measuring: "expval Z a; expval X a;").count == 2)
    #expect(try run(pass, "h a; swap a, b; h a;", measuring: "expval I @ Z a, b;").count == 2)
    #expect(
      try run(pass, "fused a { h; rz(w[0]); } fused b { h; t; }", measuring: "expval Z a;")
        == ["fused a { h; }"])
  }

  @Test func idleQubitsGo() throws {
    let circuit = try Circuit(
      text: """
        circuit t { qubit a, b, c; param w; barrier a, b; fused c { h; ry(w); } barrier a; ctrl @ ry(w) c, b; probs c, b; }
        """)
    let result = RemoveIdleQubits.run(circuit)
    #expect(result.qubitNames == ["b", "c"])
    #expect(result.verify() == [])
    #expect(CircuitEquality.distance(circuit, result, [[0.3]]) < 1e-14)
    let empty = try Circuit(text: "circuit t { qubit a, b; expval; }")
    #expect(RemoveIdleQubits.run(empty).qubitNames == ["a"])
  }

  @Test func singleQubitGatesFuse() throws {
    #expect(
      try run(
        "fuse-single-qubit-gates",
        "h a; h b; rx(x[0]) a; cx a, b; t a; fused a { h; } s a; x c; negctrl @ h a, b;")
        == [
          "fused a { h; rx(x[0]); }", "h b;", "cx a, b;", "fused a { t; h; s; }", "negctrl @ h a, b;", "x c;",
        ])
  }

  @Test(arguments: CircuitPasses.all.map(\.name), [3, 4, 5])
  func passesKeepOutputsUnitariesAndGradients(name: String, qubitCount: Int) throws {
    let pass = try #require(CircuitPasses.all.first { $0.name == name })
    for seed in 0..<(qubitCount == 5 ? 8 : 25) {
      var random = RandomCircuit(qubitCount: qubitCount, gateCount: 16)
      // Few gates on few qubits meet their like more often.
      if seed % 2 == 0 { random.gates = ["h", "s", "cx", "rz", "rx", "crx", "cp", "x", "rzz", "cz", "swap"] }
      let circuit = random.circuit(seed: UInt64(seed + 1000 * qubitCount))
      let result = pass.run(circuit)
      let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
      #expect(result.verify() == [])
      #expect(CircuitEquality.distance(circuit, result, operands) < 1e-10, "seed \(seed)")
      // These keep what is measured, not the unitary.
      let keepsUnitary = !["remove-unobserved", "propagate-basis-states"].contains(name)
      if keepsUnitary, result.qubitCount == circuit.qubitCount {
        #expect(CircuitEquality.unitaryDistance(circuit, result, operands) < 1e-10, "seed \(seed)")
      }
    }
  }

  @Test(arguments: 0..<40)
  func levelsKeepOutputsAndGradients(seed: Int) throws {
    let circuit = RandomCircuit(qubitCount: 4, gateCount: 20).circuit(seed: UInt64(seed))
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    #expect(CircuitPasses.optimize(circuit, level: 0) == circuit)
    for level in 1...2 {
      var statistics: [CircuitPasses.Statistics] = []
      let result = CircuitPasses.optimize(circuit, level: level, statistics: &statistics)
      #expect(CircuitEquality.distance(circuit, result, operands) < 1e-10)
      #expect(statistics.first?.gatesBefore == circuit.gateCount)
      #expect(statistics.last?.gatesAfter == result.gateCount)
      #expect(Set(statistics.map(\.pass)) == Set(CircuitPasses.pipeline(level: level).map(\.name)))
      // Nothing is left for another round.
      #expect(CircuitPasses.optimize(result, level: level) == result)
    }
  }

  /// What stands between two barriers on all qubits keeps its unitary, so nothing has crossed them.
  @Test(arguments: 0..<20)
  func gatesStayBetweenTheirBarriers(seed: Int) throws {
    var random = RandomCircuit(qubitCount: 3, gateCount: 6)
    random.hasBarriers = false
    let sections = (0..<3).map { random.circuit(seed: UInt64(3 * seed + $0)) }
    var whole = sections[0]
    whole.operations = Array(sections.map(\.operations).joined(separator: [CircuitOperation.barrier([])]))
    for pass in CircuitPasses.all where !["remove-unobserved", "propagate-basis-states"].contains(pass.name) {
      whole = pass.run(whole)
    }
    let parts = whole.operations.split(omittingEmptySubsequences: false) { $0 == .barrier([]) }
    try #require(parts.count == 3)
    let operands = RandomCircuit.operands(of: sections[0], seed: 1)
    for (part, section) in zip(parts, sections) {
      var alone = section
      alone.operations = Array(part)
      #expect(CircuitEquality.unitaryDistance(alone, section, operands) < 1e-10)
    }
  }
}

/// The operations of a circuit as lines of text.
private struct CircuitPrinting {
  let circuit: Circuit

  var operations: [String] {
    let lines = circuit.description.split(separator: "\n").map { $0.drop { $0 == " " } }
    let other = ["circuit", "qubit", "input", "param", "prepare", "expval", "probs", "}"]
    return lines.filter { line in !other.contains { line.hasPrefix($0) } }.map(String.init)
  }
}
