import Testing

@testable import QganIR

@Suite struct CircuitVerifyTests {
  /// A valid circuit that is damaged in one place has exactly the errors that name it.
  private func faults(_ damage: (inout Circuit) -> Void) throws -> String {
    var circuit = try Circuit(text: CircuitTextTests.sample)
    #expect(circuit.verify() == [])
    damage(&circuit)
    return circuit.verify().map(\.message).joined(separator: "\n")
  }

  private func fault(_ application: GateApplication) throws -> String {
    try faults { $0.operations.append(.apply(application)) }
  }

  @Test func qubitsAreInRangeAndDifferent() throws {
    #expect(try fault(GateApplication(gate: "x", qubits: [3])).contains("reaches qubit 3 of 3"))
    #expect(try fault(GateApplication(gate: "x", qubits: [-1])).contains("reaches qubit -1"))
    #expect(
      try fault(GateApplication(gate: "x", controls: [Control(qubit: 0)], qubits: [0])).contains(
        "a qubit twice"))
    #expect(try faults { $0.operations.append(.barrier([0, 0])) }.contains("a qubit twice"))
    #expect(try faults { $0.measurements.append(.probabilities(qubits: [5])) }.contains("measurement 3"))
    #expect(
      try faults { $0.measurements.append(.expectation([PauliFactor(.z, 1), PauliFactor(.x, 1)])) }
        .contains("a qubit twice"))
    #expect(try faults { $0.qubitNames = ["a", "a", "b"] }.contains("two qubits of one name"))
    #expect(
      try faults { $0.qubitNames = (0..<63).map { "q\($0)" } }.contains("more than 62 qubits"))
  }

  @Test func gatesAreBaseGatesWithTheirAnglesAndQubits() throws {
    #expect(try fault(GateApplication(gate: "nope", qubits: [0])).contains("not a base gate"))
    #expect(try fault(GateApplication(gate: "cx", qubits: [0, 1])).contains("not a base gate"))
    #expect(
      try fault(GateApplication(gate: "u1", angles: [Angle(constant: 1)], qubits: [0]))
        .contains("not a base gate"))
    #expect(try fault(GateApplication(gate: "rx", qubits: [0])).contains("0 angles in place of 1"))
    #expect(try fault(GateApplication(gate: "swap", qubits: [0])).contains("1 qubits in place of 2"))
    #expect(
      try fault(GateApplication(gate: "x", qubits: [0], matrix: .identity(2))).contains("matrix of its own"))
    #expect(
      try fault(
        GateApplication(
          gate: "gphase", angles: [Angle(constant: 1)], controls: [Control(qubit: 0)], qubits: [])
      )
      .contains("global phase under a control"))
  }

  @Test func anglesAreFiniteAndInRange() throws {
    func rx(_ angle: Angle) -> GateApplication { GateApplication(gate: "rx", angles: [angle], qubits: [0]) }
    #expect(try fault(rx(Angle(constant: .infinity))).contains("not finite"))
    #expect(try fault(rx(.nan * .element(0, of: 0))).contains("not finite"))
    #expect(try fault(rx(.element(0, of: 4))).contains("takes operand 4 of 4"))
    #expect(try fault(rx(.element(15, of: 1))).contains("takes element 15 of the 15"))
    #expect(try fault(rx(.element(-1, of: 1))).contains("takes element -1"))
    #expect(try faults { $0.operands[3].shape = [.max, 2] }.contains("impossible shape"))
    #expect(try faults { $0.operands[3].shape = [-4] }.contains("impossible shape"))
  }

  @Test func matricesFitAndAreUnitary() throws {
    func unitary(_ matrix: ComplexMatrix?, _ qubits: [Int]) -> GateApplication {
      GateApplication(gate: "unitary", qubits: qubits, matrix: matrix)
    }
    #expect(try fault(unitary(nil, [0])).contains("has no matrix"))
    #expect(try fault(unitary(.identity(2), [0, 1])).contains("2 rows for 2 qubits"))
    #expect(try fault(unitary(.identity(1), [])).contains("1 rows for 0 qubits"))
    #expect(try fault(unitary(.diagonal([1, 0.9]), [0])).contains("not unitary"))
  }

  @Test func fusedBlocksHoldGatesOfTheirQubit() throws {
    for application in [
      GateApplication(gate: "x", qubits: [1]),
      GateApplication(gate: "x", controls: [Control(qubit: 1)], qubits: [0]),
      GateApplication(gate: "swap", qubits: [0, 1]),
    ] {
      #expect(
        try faults { $0.operations.append(.fused(qubit: 0, [application])) }
          .contains("fuses a gate that is not"))
    }
  }

  @Test func preparationsFitAndDoNotOverlap() throws {
    #expect(
      try faults { $0.preparations[0].qubits = [0] }.contains("of 1 qubits takes an operand of 4 elements"))
    #expect(try faults { $0.preparations[0].operand = 9 }.contains("takes operand 9 of 4"))
    #expect(try faults { $0.preparations.append($0.preparations[0]) }.contains("another one has set"))
    #expect(try faults { $0.preparations[0].qubits = [0, 0] }.contains("a qubit twice"))
  }
}
