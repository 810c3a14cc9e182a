import Testing

@testable import QganIR

@Suite struct CircuitTextTests {
  static let sample = """
    circuit vqc {
      qubit q[0], q[1], q[2];
      input x[5];
      param w[3, 5];
      input a;
      input amp[4];
      prepare amp q[0], q[2];
      ry(0.5*x[1] + w[0, 2]) q[2];
      rz(-pi/2) q[0];
      rx(-x[3] - 2.5*a + 3*pi/4) q[1];
      p(pi*x[0] - 0.1) q[1];
      cx q[0], q[1];
      negctrl @ ctrl @ h q[0], q[1], q[2];
      ccz q[0], q[1], q[2];
      gphase(1e-05);
      rzz(0.3) q[0], q[2];
      barrier q[0], q[1];
      barrier;
      fused q[1] { rz(x[4]); ry(w[2, 4]); }
      unitary(re: [[0.0, 1.0], [1.0, 0.0]], im: [[0.0, -0.0], [0.0, 0.0]]) q[1];
      expval Z @ X q[0], q[1];
      expval;
      probs q[0], q[1];
    }

    """

  @Test func textReadsBackAsItIsWritten() throws {
    let circuit = try Circuit(text: Self.sample)
    #expect(circuit.description == Self.sample)
    #expect(circuit.verify() == [])
    #expect(circuit.operands.map(\.count) == [5, 15, 1, 4])
    guard case .apply(let application) = circuit.operations[0] else {
      Issue.record("the first operation is no gate")
      return
    }
    #expect(
      application.angles[0]
        == Angle(
          constant: 0,
          terms: [
            .init(operand: 0, element: 1, coefficient: 0.5), .init(operand: 1, element: 2, coefficient: 1),
          ]))
  }

  @Test func oddNamesAndNumbersSurvive() throws {
    let names = ["a b", "q[01]", "q[0]", "\"\\", "X", "#1", "pi", "naïve\n[", "", "ctrl"]
    for names in [names, ["same", "same"]] {
      let circuit = Circuit(
        name: "vqc(3, \"x\")", qubitNames: names,
        operands: names.map { CircuitOperand(name: $0, binding: .param, shape: [2]) },
        operations: names.indices.map { index in
          .apply(
            GateApplication(
              gate: "ry",
              angles: [
                Angle(constant: 0.1, terms: [.init(operand: index, element: 1, coefficient: -1.0 / 3)])
              ],
              qubits: [index]))
        }
          + [Double.leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, .pi / 3, 2 * .pi, 1e22, .infinity]
          .map {
            .apply(GateApplication(gate: "rx", angles: [Angle(constant: $0)], qubits: [0]))
          },
        measurements: names.indices.map { .expectation([PauliFactor(.x, $0)]) })
      #expect(try Circuit(text: circuit.description) == circuit)
    }
  }

  @Test func damagedCircuitsPrintAndReadBack() throws {
    var circuit = try Circuit(text: Self.sample)
    circuit.operations += [
      .apply(GateApplication(gate: "nope", angles: [.element(99, of: 7)], qubits: [12])),
      .apply(GateApplication(gate: "ry", angles: [.element(99, of: 0), .element(-2, of: 1)], qubits: [])),
      .apply(GateApplication(gate: "unitary", qubits: [0])),
      .fused(qubit: 0, [GateApplication(gate: "x", controls: [Control(qubit: 1)], qubits: [0])]),
    ]
    circuit.operands.append(CircuitOperand(name: "odd", binding: .input, shape: [-3, 0]))
    #expect(try Circuit(text: circuit.description) == circuit)
    #expect(!circuit.verify().isEmpty)
  }

  @Test func gatesThatExpandAreRead() throws {
    let circuit = try Circuit(
      text: "circuit c { qubit a, b; u3(0.1, 0.2, pi) a; cu1(0.5) a, b; ctrl @ ccx a, b, b; }")
    #expect(circuit.operations.count == 5)
  }

  @Test(arguments: [
    ("", 1), ("circuit", 1), ("circuit c", 1), ("circuit c {", 1), ("circuit c {\n x", 2),
    ("circuit c {\n qubit a;\n x b;\n}", 3), ("circuit c {\n qubit a;\n x a\n}", 4),
    ("circuit c { qubit a;\n rx(w) a; }", 2), ("circuit c { qubit a; input w[2];\n rx(w[2]) a; }", 2),
    ("circuit c { input w[99999999999999999999]; }", 1), ("circuit c { qubit \"a; }", 1),
    ("circuit c {\n ? }", 2), ("circuit c { }\n}", 2), ("circuit c { qubit a; rx(1.2.3) a; }", 1),
    ("circuit c { qubit a; expval Z @ X a; }", 1), ("circuit c { qubit a; u3(1) a; }", 1),
    ("circuit c { qubit a; unitary(re: [[1]], im: [[1], [2]]) a; }", 1),
    ("circuit c { qubit a; unitary(re: [[1, 2]], im: [[1, 2]]) a; }", 1),
    ("circuit c { qubit a; ctrl @ ctrl @ x a; }", 1), ("circuit c { qubit a; rx(1 +) a; }", 1),
    ("circuit c { qubit a; rx(2*) a; }", 1), ("circuit c { fused", 1), ("circuit \"\\q\" { }", 1),
  ])
  func malformedTextIsAnErrorWithItsLine(text: String, line: Int) throws {
    let error = #expect(throws: IRError.self) { try Circuit(text: text) }
    #expect(error?.message.hasPrefix("line \(line):") == true, "\(error?.message ?? "")")
  }

  /// Cuts and swaps bytes of good text: reading gives a circuit or an error, never a trap.
  @Test func damagedTextNeverTraps() {
    let good = Array(Self.sample.utf8)
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var failures = 0
    for _ in 0..<400 {
      var bytes = good
      for _ in 0...next(4) {
        switch next(3) {
        case 0: bytes.remove(at: next(bytes.count))
        case 1: bytes[next(bytes.count)] = good[next(good.count)]
        default: bytes.insert(good[next(good.count)], at: next(bytes.count))
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let circuit = try? Circuit(text: text) else {
        failures += 1
        continue
      }
      _ = circuit.verify()
      #expect(throws: Never.self) { try Circuit(text: circuit.description) }
    }
    #expect((1..<400).contains(failures))
  }
}
