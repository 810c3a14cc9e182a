import QganSyntax

extension SemaRules {
  private static func circuit(_ body: String) -> String {
    "circuit c(input angle[3] x) -> float[3] {\n  qubit[3] q;\n  ry(x) q;\n  \(body)\n  return expval(Z) q;\n}"
  }

  /// Qubits, gates and read-outs.
  static let circuits: [DiagnosticRule] = [
    rule(
      "QG260", "qubit used twice",
      "The qubits of one application must be different, at every index of a loop.",
      bad: circuit("for int i in [0:2] { cx q[i], q[i % 2]; }"),
      good: circuit("for int i in [0:2] { cx q[i], q[(i + 1) % 3]; }")),
    rule(
      "QG261", "lengths disagree",
      "Registers that stand together are walked in step, and so are lists of angles: their lengths must agree. Single qubits and scalar angles repeat.",
      bad: circuit("ry([0.1, 0.2]) q;"), good: circuit("ry([0.1, 0.2, 0.3]) q;")),
    rule(
      "QG262", "wrong number of qubits",
      "Controls that modifiers add come first, then the gate's own qubits.",
      bad: circuit("cx q[0];"), good: circuit("cx q[0], q[1];")),
    rule(
      "QG263", "wrong number of angles", "The reference of gates lists each gate's angles.",
      bad: circuit("ry q;"), good: circuit("ry(pi / 2) q;")),
    rule(
      "QG264", "gate after a read-out", "Read-outs come last; the same qubits may be read several times.",
      bad: circuit("z = expval(Z) q;\n  h q;"), good: circuit("h q;\n  z = expval(Z) q;")),
    rule(
      "QG265", "unknown observable",
      "Observables are `I`, `X`, `Y`, `Z` and their products, as in `Z @ X`. Sums are arithmetic on read-outs.",
      bad: "circuit c() -> float[2] {\n  qubit[2] q;\n  h q;\n  return expval(W) q;\n}",
      good: "circuit c() -> float[2] {\n  qubit[2] q;\n  h q;\n  return expval(X) q;\n}"),
    rule(
      "QG266", "amplitudes on touched qubits",
      "`amplitudes` prepares a register from |0>; gates come after it.",
      bad:
        "circuit c(input float[4] x) -> float[2] {\n  qubit[2] q;\n  h q;\n  amplitudes(x) q;\n  return expval(Z) q;\n}",
      good:
        "circuit c(input float[4] x) -> float[2] {\n  qubit[2] q;\n  amplitudes(x) q;\n  h q;\n  return expval(Z) q;\n}"
    ),
    rule(
      "QG267", "amplitudes do not fit", "n qubits hold 2^n amplitudes; fewer are padded with zeros.",
      bad:
        "circuit c(input float[5] x) -> float[2] {\n  qubit[2] q;\n  amplitudes(x) q;\n  return expval(Z) q;\n}",
      good:
        "circuit c(input float[5] x) -> float[3] {\n  qubit[3] q;\n  amplitudes(x) q;\n  return expval(Z) q;\n}"
    ),
    rule(
      "QG268", "modifier does not apply",
      "`ctrl(k) @` takes at least one control; a fractional `pow` needs a gate whose power is defined.",
      bad: circuit("ctrl(0) @ x q[0];"), good: circuit("ctrl(1) @ x q[0], q[1];")),
    rule(
      "QG269", "bad gate",
      "`unitary` takes square matrices `re:` and `im:` whose product with the adjoint is the identity.",
      bad: circuit("unitary(re: [[1, 1], [0, 1]]) q[0];"),
      good: circuit("unitary(re: [[0, 1], [1, 0]]) q[0];")),
    rule(
      "QG270", "nothing is read", "What a circuit returns comes from qubits; otherwise a model would do.",
      bad: "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  ry(x) q;\n  return 2 * x;\n}",
      good: "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  ry(x) q;\n  return expval(Z) q;\n}"),
    rule(
      "QG271", "joint distribution too large",
      "`probs` and `sample` of k qubits need 2^k values a sample; read fewer qubits.",
      bad: "circuit c() -> float[2 ** 25] {\n  qubit[25] q;\n  h q;\n  return probs q;\n}",
      good: "circuit c() -> float[2 ** 4] {\n  qubit[25] q;\n  h q;\n  return probs q[0:3];\n}"),
  ]
}
