import Foundation
import QganIR
import Testing

@testable import QganPasses

/// Exports of the same random circuits were also read by qiskit-qasm3-import 0.6 when the exporter was written, and gave
/// Qiskit's unitaries to 3e-15.
@Suite struct CircuitOpenQASMTests {
  @Test(arguments: 0..<60)
  func exportedProgramsPrepareTheSameState(seed: Int) throws {
    let circuit = RandomCircuit(qubitCount: 4, gateCount: 12).circuit(seed: UInt64(seed))
    let operands = RandomCircuit.operands(of: circuit, seed: UInt64(seed))
    let reader = try CircuitOpenQASMReader(OpenQASM3.export(circuit))
    var values: [String: Double] = [:]
    for index in 0..<4 { values["x_\(index)"] = operands[0][index] }
    for index in 0..<6 { values["w_\(index / 3)_\(index % 3)"] = operands[1][index] }
    if operands.count > 2 {
      let a = operands[2]
      values["amp_angle_0"] = 2 * atan2(hypot(a[2], a[3]), hypot(a[0], a[1]))
      values["amp_angle_1"] = 2 * atan2(a[1], a[0])
      values["amp_angle_2"] = 2 * atan2(a[3], a[2])
    }
    #expect(Set(reader.inputs.map(\.name)) == Set(values.keys))
    #expect(reader.qubits == circuit.qubitNames)
    var state = StateVector(qubitCount: 4)
    for application in try reader.applications(values) {
      let isValid = state.apply(application, operands: [])
      #expect(isValid)
    }
    let wanted = ReferenceSimulator(circuit).state(operands)
    for (value, expected) in zip(state.amplitudes, wanted.amplitudes) {
      #expect((value - expected).magnitude < 1e-12)
    }
  }

  @Test(arguments: Gates.base.map(\.name))
  func everyGateIsExportedWithItsPhase(name: String) throws {
    let gate = try #require(Gates.named(name))
    guard gate.qubitCount > 0 else { return }
    let controls = [Control(qubit: 0), Control(qubit: 1, isOn: false)]
    let application = GateApplication(
      gate: name, angles: gate.angles.map { _ in Angle(constant: 0.7) }, controls: controls,
      qubits: Array(2..<(2 + gate.qubitCount)))
    let count = 2 + gate.qubitCount
    let circuit = Circuit(
      name: name, qubitNames: (0..<count).map { "q[\($0)]" }, operations: [.apply(application)])
    let read = try CircuitOpenQASMReader(OpenQASM3.export(circuit)).applications([:])
    let matrix = try #require(GateExpansion.matrix(of: read, on: Array(0..<count)))
    let wanted = try #require(application.fullMatrix(angles: application.angles.map(\.constant)))
    #expect(matrix.distance(to: wanted) < 1e-14)
  }

  @Test func factorsMultiplyToTheMatrix() throws {
    for (seed, qubitCount) in [1, 2, 3, 4].enumerated() {
      var random = RandomCircuit(qubitCount: qubitCount, gateCount: 15)
      random.hasPreparations = false
      let circuit = random.circuit(seed: UInt64(seed))
      let matrix = ReferenceSimulator(circuit).unitary(RandomCircuit.operands(of: circuit, seed: 3))
      let unitary = try GateExpansion.unitary(matrix, qubits: Array(0..<qubitCount))
      var whole = circuit
      whole.operations = unitary.map { .apply($0) }
      let read = try CircuitOpenQASMReader(OpenQASM3.export(whole)).applications([:])
      let product = try #require(GateExpansion.matrix(of: read, on: Array(0..<qubitCount)))
      #expect(product.distance(to: matrix) < 1e-13)
    }
  }

  @Test func programsReadLikeThis() throws {
    let circuit = try Circuit(
      text: """
        circuit vqc {
          qubit q[0], q[1], h;
          input x[2];
          param pi2;
          ry(x[0] + 0.5*pi2 - pi/4) q[0];
          cx q[0], q[1];
          negctrl @ ctrl @ x q[0], q[1], h;
          rzz(x[1]) q[0], q[1];
          sxdg h;
          gphase(pi2);
          barrier;
          fused q[0] { t; s; }
          expval Z @ X q[0], h;
          expval Y q[1];
          expval;
          probs q[0], q[1];
        }
        """)
    #expect(
      try OpenQASM3.export(circuit) == """
        OPENQASM 3.0;
        include "stdgates.inc";

        // Circuit vqc.

        input float[64] x_0;
        input float[64] x_1;
        input float[64] pi2;

        gate rzz(theta) a0, a1 {
          cx a0, a1;
          rz(theta) a1;
          cx a0, a1;
        }
        gate sxdg a0 {
          inv @ sx a0;
        }

        qubit[2] q;
        qubit h_;

        ry(x_0 + 0.5*pi2 - pi/4) q[0];
        cx q[0], q[1];
        negctrl @ ctrl @ x q[0], q[1], h_;
        rzz(x_1) q[0], q[1];
        sxdg h_;
        gphase(pi2);
        barrier q[0], q[1], h_;
        t q[0];
        s q[0];

        // Output 0: expectation of Z q[0] @ X h_; before measuring, apply h to h_.
        // Output 1: expectation of Y q[1]; before measuring, apply sdg, h to q[1].
        // Output 2: expectation of the identity.
        // Outputs 3 to 6: probabilities of q[0], q[1], the first being the most significant bit.
        bit[2] c;
        c[0] = measure q[0];
        c[1] = measure q[1];

        """)
  }

  @Test func oddNamesBecomeIdentifiers() throws {
    let circuit = Circuit(
      name: "a\nb", qubitNames: ["q[1]", "q[0]", "é", "x", "gate", "", "q[00]"],
      operands: ["x", "π", "a.b", "", "a_b"].map { CircuitOperand(name: $0, binding: .param, shape: []) })
    let text = try OpenQASM3.export(circuit)
    let reader = try CircuitOpenQASMReader(text)
    let names = reader.qubits + reader.inputs.map(\.name)
    #expect(Set(names.map { $0.split(separator: "[")[0] }).count >= 11)
    #expect(
      text.split(separator: "\n").allSatisfy { $0.unicodeScalars.allSatisfy { $0.isASCII } }
        && names.allSatisfy { !["x", "gate", ""].contains($0) })
  }

  @Test func invalidCircuitsAreErrors() {
    let circuit = Circuit(
      name: "c", qubitNames: ["a"], operations: [.apply(GateApplication(gate: "x", qubits: [1]))])
    #expect(throws: IRError.self) { try OpenQASM3.export(circuit) }
  }
}
