import Foundation
import QganDriver
import Testing

/// What circuits mean.
@Suite struct CircuitSemanticsTests {
  /// The real part of <psi|U|psi> for the gates U on three qubits `q`: 1 only if U does nothing, its global phase
  /// included.
  private func overlap(_ gates: String, declarations: String = "") throws -> Double {
    let text = """
      \(declarations)
      circuit probed() qubit[3] q { \(gates) }
      circuit c() -> float {
        qubit control;
        qubit[3] q;
        ry([0.3, 1.1, 2.0]) q;
        rz([0.5, 0.9, 1.7]) q;
        cx q[0:1], q[1:2];
        rx([0.4, 0.8, 1.3]) q;
        h control;
        ctrl @ probed() control, q;
        return expval(X) control;
      }
      """
    return try Evaluation(text, "c").outputs[0]
  }

  @Test(arguments: [
    // rot takes its angles in the order in which they act.
    "rz(0.3) q[0]; ry(0.4) q[0]; rz(0.5) q[0]; inv @ rot(0.3, 0.4, 0.5) q[0];",
    // OpenQASM's U and stdgates' u3 differ by a phase.
    "rz(0.5) q[0]; ry(0.3) q[0]; rz(0.4) q[0]; inv @ u3(0.3, 0.4, 0.5) q[0];",
    "ctrl @ U(0.3, 0.4, 0.5) q[0], q[1]; p(-(0.3 + 0.4 + 0.5) / 2) q[0]; inv @ ctrl @ u3(0.3, 0.4, 0.5) q[0], q[1];",
    // A controlled phase is a phase gate.
    "ctrl @ gphase(0.7) q[0]; inv @ p(0.7) q[0];",
    "negctrl @ gphase(0.7) q[0]; x q[0]; p(-0.7) q[0]; x q[0];",
    "ctrl(2) @ gphase(0.7) q[0:1]; inv @ cp(0.7) q[0], q[1];",
    // Modifiers.
    "ctrl(2) @ x q[0:1], q[2]; ccx q[0], q[1], q[2];",
    "ctrl(2) @ x q[0], q[1], q[2]; ccx q[0], q[1], q[2];",
    "ctrl @ ctrl @ x q[0], q[1], q[2]; ccx q[0], q[1], q[2];",
    "negctrl @ x q[0], q[1]; x q[0]; cx q[0], q[1]; x q[0];",
    "negctrl(2) @ x q[0:1], q[2]; x q[0:1]; ccx q[0], q[1], q[2]; x q[0:1];",
    "ctrl @ negctrl @ x q[0], q[1], q[2]; x q[1]; ccx q[0], q[1], q[2]; x q[1];",
    "ctrl @ swap q[0], q[1:1], q[2:2]; cswap q[0], q[1], q[2];",
    "ctrl @ rz(0.3) q[0], q[1]; crz(-0.3) q[0], q[1];",
    "ctrl @ p(0.3) q[0], q[1]; cp(-0.3) q[0], q[1];",
    "pow(0.5) @ x q[0]; inv @ sx q[0];",
    "pow(-2) @ s q[0]; z q[0];",
    "pow(3) @ rx(0.2) q[1]; rx(-0.6) q[1];",
    "pow(0) @ h q[1];",
    "inv @ pow(2) @ t q[1]; s q[1];",
    "inv @ s q[0]; s q[0];",
    // Single qubits and scalar angles repeat.
    "cry([0.1, 0.2]) q[0:1], q[2]; cry(-0.1) q[0], q[2]; cry(-0.2) q[1], q[2];",
    "cx q[0:1], q[2]; cx q[1], q[2]; cx q[0], q[2];",
    "cx q[0], q[1:2]; cx q[0], q[2]; cx q[0], q[1];",
    "rx(0.2) q; for int i in [0:2] { rx(-0.2) q[i]; }",
    "rx([0.1, 0.2, 0.3]) q; for int i in [0:2] { rx(-0.1 * (i + 1)) q[i]; }",
    "cx q[0:1], q[1:2]; cx q[1], q[2]; cx q[0], q[1];",
    "x q[0:2:2]; x q[0]; x q[2];", "x q[2:-1:0]; x q;",
    // Matrices.
    "unitary(re: [[0, 1], [1, 0]]) q[1]; x q[1];",
    "unitary(re: [[0, 0], [0, 0]], im: [[0, -1], [1, 0]]) q[1]; y q[1];",
    "ctrl @ unitary(re: [[0, 1], [1, 0]]) q[0], q[1]; cx q[0], q[1];",
    "unitary(re: [[1,0,0,0], [0,1,0,0], [0,0,0,1], [0,0,1,0]]) q[0], q[1]; cx q[0], q[1];",
  ])
  func gatesCancel(gates: String) throws {
    let value = try overlap(gates)
    #expect(abs(value - 1) < 1e-12, "\(gates) gives \(value)")
  }

  /// The probe sees what does not cancel.
  @Test(arguments: [
    "x q[0];", "U(0.3, 0.4, 0.5) q[0]; inv @ u3(0.3, 0.4, 0.5) q[0];",
    "rz(0.5) q[0]; ry(0.4) q[0]; rz(0.3) q[0]; inv @ rot(0.3, 0.4, 0.5) q[0];",
  ])
  func otherGatesDoNot(gates: String) throws {
    let value = try overlap(gates)
    #expect(abs(value - 1) > 1e-4, "\(gates) gives \(value)")
  }

  @Test(arguments: [
    "mix(0.7, a: [0.1, 0.2]) q[0:1]; inv @ mix(0.7, a: [0.1, 0.2]) q[0:1];",
    "turn(0.3, 0.4) q[0], q[1]; inv @ turn(0.3, 0.4) q[0], q[1];",
    "turn(0.3, 0.4) q[0], q[1]; ry(-0.4) q[1]; cx q[0], q[1]; rx(-0.3) q[0];",
    "turn([0.3, 0.5], 0.4) q[0:1], q[2]; inv @ turn(0.5, 0.4) q[1], q[2]; inv @ turn(0.3, 0.4) q[0], q[2];",
    "ctrl @ turn(0.3, 0.4) q[0], q[1], q[2]; inv @ ctrl @ turn(0.3, 0.4) q[0], q[1], q[2];",
    "pow(2) @ steps() q; inv @ steps() q; inv @ steps() q;",
    "ctrl(2) @ flip() q[0:1], q[2]; ccx q[0], q[1], q[2];",
    "negctrl @ flip() q[0], q[1:2]; x q[0]; cx q[0], q[1:2]; x q[0];",
    "steps(turns: 2) q; inv @ steps() q; inv @ steps() q;",
  ])
  func subroutinesAndGatesOfFiles(gates: String) throws {
    let value = try overlap(
      gates,
      declarations: """
        gate turn(a, b) p, q { rx(a) p; cx p, q; ry(b) q; }
        circuit mix(angle s, angle[const n] a) qubit[n] q {
          ry(a * s) q;
          barrier q;
          cx q[0], q[n - 1];
          rz(s) q;
        }
        circuit steps(const int turns = 1) qubit[const n] q {
          for int t in [1:turns] { h q; s q[0]; for int i in [0:n-2] { cx q[i], q[i + 1]; } }
        }
        circuit flip() qubit[const n] q { x q; }
        """)
    #expect(abs(value - 1) < 1e-12, "\(gates) gives \(value)")
  }

  @Test func theFirstQubitIsTheMostSignificantBit() throws {
    func probabilities(_ gates: String, _ operands: String) throws -> [Double] {
      let text = """
        circuit c() -> float[2 ** 3] { qubit[2] q; qubit r; \(gates) return probs \(operands); }
        """
      return try Evaluation(text, "c").outputs
    }
    #expect(agree(try probabilities("x q[0];", "q, r"), [0, 0, 0, 0, 1, 0, 0, 0]))
    #expect(agree(try probabilities("x r;", "q, r"), [0, 1, 0, 0, 0, 0, 0, 0]))
    #expect(agree(try probabilities("x r;", "r, q"), [0, 0, 0, 0, 1, 0, 0, 0]))
    #expect(agree(try probabilities("x q[1];", "q[1], r, q[0]"), [0, 0, 0, 0, 1, 0, 0, 0]))
  }

  @Test func marginalsAddUp() throws {
    let text = """
      circuit c() -> float[2] { qubit[3] q; ry([0.3, 1.1, 2.0]) q; cx q[0:1], q[1:2]; return probs q[2]; }
      circuit d() -> float[8] { qubit[3] q; ry([0.3, 1.1, 2.0]) q; cx q[0:1], q[1:2]; return probs q; }
      """
    let (one, all) = (try Evaluation(text, "c").outputs, try Evaluation(text, "d").outputs)
    #expect(agree(one, [all[0] + all[2] + all[4] + all[6], all[1] + all[3] + all[5] + all[7]]))
  }

  @Test func observables() throws {
    let text = """
      circuit c() -> float[6] {
        qubit[2] q;
        qubit[2] r;
        x q[0];
        h q[1];
        ry(0.4) r[0];
        rx(0.6) r[1];
        z = expval(Z) q;
        zx = expval(Z @ X) q[0], q[1];
        both = expval(Z @ Z) q, r;
        y = expval(Y) r[1];
        return [z[0], z[1], zx, both[0], both[1], y];
      }
      """
    #expect(agree(try Evaluation(text, "c").outputs, [-1, 0, -1, -cos(0.4), 0, -sin(0.6)]))
  }

  @Test func expectationsAreRealNumbersThatAdd() throws {
    let text = """
      circuit energy(input angle[2] x) -> float {
        qubit[2] q;
        ry(x) q;
        a = expval(Z) q[0];
        b = expval(X) q;
        return 0.5 * a - 2 * b[1] + 1;
      }
      """
    let outputs = try Evaluation(text, "energy", inputs: ["x": sample([0.3, 0.7])]).outputs
    #expect(agree(outputs, [0.5 * cos(0.3) - 2 * sin(0.7) + 1]))
  }

  @Test func amplitudesArePaddedAndNormalised() throws {
    let text = """
      circuit c(input float[3] x) -> float[4] { qubit[2] q; amplitudes(x) q; return probs q; }
      """
    let outputs = try Evaluation(text, "c", inputs: ["x": sample([1, -2, 2])]).outputs
    #expect(agree(outputs, [1.0 / 9, 4.0 / 9, 4.0 / 9, 0]))
  }

  @Test func amplitudesAreDifferentiable() throws {
    let text = """
      circuit c(input float[3] x) -> float { qubit[2] q; amplitudes(x) q; ry(0.3) q[0]; return expval(X) q[1]; }
      """
    try checkGradients(text, "c", inputs: ["x": sample([0.7, -0.2, 0.4])], params: [:])
  }

  @Test func reuploadingWithAffineAndNonlinearAngles() throws {
    let text = """
      circuit c(input float[2] z, param angle[2, 2] a, param float[2] b ~ normal(0, 1)) -> float[3] {
        qubit[3] q;
        for int l in [0:1] {
          ry(a[l, 0] * z[l] + b[0]) q[0];
          rz(2 * z - a[l]) q[1:2];
          cry(arcsin(tanh(z[0])) + b[1]) q[0], q[1];
          rot(z[1] ** 2, a[l, 1], exp(b[0]) / 3) q[2];
          cx q[0:1], q[1:2];
        }
        e = expval(Z) q;
        return e * e + expval_of(e);
      }
      model expval_of(input float[3] e) -> float[3] { return 0.1 * e; }
      """
    try checkGradients(
      text, "c", inputs: ["z": NestedArray(shape: [2, 2], elements: [0.3, -0.7, 1.2, 0.4])],
      params: ["a": weight([0.2, 0.5, -0.4, 0.9], shape: [2, 2]), "b": weight([0.1, -0.3])])
  }

  @Test func gradientsThroughModifiers() throws {
    let text = """
      circuit turn(angle a, angle b) qubit[const n] q { ry(a) q; rzz(b) q[0], q[1]; }
      circuit c(input angle[2] x, param angle[3] w) -> float[3] {
        qubit[3] q;
        h q;
        turn(x[0], w[0]) q[0:1];
        inv @ turn(w[1], x[1]) q[1:2];
        ctrl @ turn(w[2], x[0] * w[0]) q[0], q[1:2];
        pow(2) @ rx(w[1] + x[1]) q[0];
        ctrl @ gphase(w[2] * 2) q[1];
        h q;
        return expval(Z) q;
      }
      """
    try checkGradients(
      text, "c", inputs: ["x": sample([0.3, -0.7])], params: ["w": weight([0.2, 0.5, -0.4])])
  }

  /// Compares the gradients of a weighted sum of outputs with central differences.
  private func checkGradients(
    _ text: String, _ call: String, inputs: [String: NestedArray], params: [String: NestedArray]
  ) throws {
    let plain = try Evaluation(text, call, inputs: inputs, params: params)
    let cotangent = plain.outputs.indices.map { 0.5 + 0.3 * Double($0) }
    func value(_ inputs: [String: NestedArray], _ params: [String: NestedArray]) throws -> Double {
      let outputs = try Evaluation(text, call, inputs: inputs, params: params).outputs
      return zip(outputs, cotangent).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let evaluation = try Evaluation(
      text, call, inputs: inputs, params: params, cotangent: cotangent, gradients: true)
    let step = 1e-5
    for (name, array) in inputs {
      let numeric = try array.elements.indices.map { i in
        var (up, down) = (inputs, inputs)
        up[name]?.elements[i] += step
        down[name]?.elements[i] -= step
        return try (value(up, params) - value(down, params)) / (2 * step)
      }
      let exact = evaluation.inputGradient(name)
      #expect(agree(exact, numeric, tolerance: 1e-8), "\(name): \(exact) and \(numeric)")
    }
    for (name, array) in params {
      let numeric = try array.elements.indices.map { i in
        var (up, down) = (params, params)
        up[name]?.elements[i] += step
        down[name]?.elements[i] -= step
        return try (value(inputs, up) - value(inputs, down)) / (2 * step)
      }
      let exact = evaluation.parameterGradient(name)
      #expect(agree(exact, numeric, tolerance: 1e-8), "\(name): \(exact) and \(numeric)")
    }
  }
}
