import Testing

@testable import QganIR

@Suite struct FusedCircuitTests {
  static let sample = """
    fused_circuit vqc {
      qubit q[0], q[1], q[2];
      input x[4];
      param w[2, 3];
      input amp[2];
      prepare amp q[2];
      start q[0] { ry(0.5*x[1] + w[0, 2]); phase(w[0, 1]); rx(pi/2); rz(-w[1, 1]); } // per sample
      start q[1] { unitary(re: [[0.0, 1.0], [1.0, 0.0]], im: [[0.0, 0.0], [0.0, 0.0]]); }
      layer {
        move b1 = b0 ^ b1, b2 = !(b0 ^ b1 ^ b2);
      }
      layer {
        phase(w[0, 0] - pi) b0 ^ b2; // shared
        phase(x[3]) !(b0 ^ b1) & b2; // per sample
        phase(pi) b0 & !b1; // constant
        ry(w[1, 2]) b0; // shared
        ry(2.0*x[0] + 0.25) b2; // per sample
        move b0 = b1, b1 = !b0;
      }
      layer {
        phase(w[1, 0]) !b1; // shared
      }
      expval Z @ X q[0], q[1];
      probs q[0], q[1];
    }

    """

  @Test func textReadsBackAsItIsWritten() throws {
    let circuit = try FusedCircuit(text: Self.sample)
    #expect(circuit.description == Self.sample)
    #expect(circuit.verify() == [])
    #expect(try FusedCircuit(text: circuit.description) == circuit)
    #expect(circuit.layers.count == 3)
    #expect(!circuit.isReal)
    #expect(circuit.layers[0].permutation == BitMap(columns: [7, 6, 4], offset: 4))
    #expect(circuit.layers[1].permutation == BitMap(columns: [2, 1, 4], offset: 2))
    #expect(
      circuit.layers[1].diagonal[1].checks == [ParityCheck(mask: 3, value: false), ParityCheck(mask: 4)])
    let argument = try #require(circuit.layers[1].rotations[2])
    #expect(
      circuit.angles[argument]
        == Angle(constant: 0.125, terms: [.init(operand: 0, element: 0, coefficient: 1)]))
    #expect(circuit.binding(of: argument) == .input)
  }

  @Test(arguments: [
    ("circuit f { }", "line 1: expected `fused_circuit`, found `circuit`"),
    ("fused_circuit f { qubit a;\n h a; }", "line 2: a fused circuit has no gates outside layers"),
    ("fused_circuit f { qubit a; start #1 { } }", "line 1: there is no qubit #1"),
    (
      "fused_circuit f { qubit a; start a { h; } }",
      "line 1: expected `rx`, `ry`, `rz`, `phase` or `unitary`, found `h`"
    ),
    (
      "fused_circuit f { qubit a; layer { ry(0) b1; } }",
      "line 1: expected a bit from `b0` to `b0`, found `b1`"
    ),
    (
      "fused_circuit f { qubit a; layer { rx(0) b0; } }",
      "line 1: expected `phase`, `ry` or `move`, found `rx`"
    ),
    (
      "fused_circuit f { qubit a, b;\n layer { move b0 = b1; } }",
      "line 2: the bits after the move do not say what they were before"
    ),
    (
      "fused_circuit f { qubit a; layer { phase(0); } }",
      "line 1: expected a bit from `b0` to `b0`, found `;`"
    ),
    ("fused_circuit f { } }", "line 1: expected the end of the text, found `}`"),
  ])
  func badTextIsRefused(text: String, message: String) {
    #expect(throws: IRError(message)) { try FusedCircuit(text: text) }
  }

  @Test func verifierFindsWhatIsWrong() throws {
    let good = try FusedCircuit(text: Self.sample)
    func messages(_ change: (inout FusedCircuit) -> Void) -> [String] {
      var circuit = good
      change(&circuit)
      return circuit.verify().map(\.message)
    }
    #expect(messages { $0.start.removeLast() } == ["the start has 2 qubits in place of 3"])
    #expect(
      messages { $0.start[2] = [.phase(argument: 0)] } == [
        "the start of qubit 2 has factors, but the qubit is prepared"
      ])
    #expect(
      messages { $0.start[1] = [.fixed(.identity(4))] } == [
        "the start of qubit 1 has a matrix that is not a unitary one of size 2"
      ])
    #expect(messages { $0.start[0] = [.phase(argument: 99)] }.count == 1)
    #expect(messages { $0.layers[1].rotations[1] = -1 } == ["layer 1 has argument -1 of 10"])
    #expect(messages { $0.layers[1].rotations.removeLast() } == ["layer 1 rotates 2 bits of 3"])
    #expect(messages { $0.layers[1].diagonal[0].argument = 10 } == ["layer 1 has argument 10 of 10"])
    #expect(messages { $0.layers[1].diagonal[0].checks = [] } == ["layer 1 has a phase without a check"])
    #expect(
      messages { $0.layers[1].diagonal[0].checks[0].mask = 8 } == [
        "layer 1 has a check of no bit or of one that is not there"
      ])
    #expect(
      messages { $0.layers[0].permutation = BitMap(identity: 2) } == ["layer 0 permutes 2 bits of 3"])
    #expect(
      messages { $0.layers[0].permutation = BitMap(columns: [1, 1, 4]) } == [
        "layer 0 has a permutation that is none"
      ])
    #expect(
      messages { $0.layers[0].permutation.flip(3) } == ["layer 0 has a permutation that is none"])
    #expect(messages { $0.angles.append($0.angles[0]) } == ["the circuit has two arguments that are equal"])
    #expect(messages { $0.angles[0].constant = .nan } == ["argument 0 has an angle that is not finite"])
    #expect(messages { $0.operands[1].shape = [1] }.count > 1)
    #expect(messages { $0.qubitNames[1] = "q[0]" } == ["the circuit has two qubits of one name"])
  }
}
