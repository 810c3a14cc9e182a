extension SyntaxRules {
  static let foreign: [DiagnosticRule] = [
    DiagnosticRule(
      code: "QG105", title: "header of OpenQASM",
      explanation:
        "The language looks like OpenQASM 3 and is another one. To make a .qgan file of a circuit, "
        + "replace the header, put the gates into a `circuit`, and end it with a read-out.",
      bad: "OPENQASM 3.0;\nconst int N = 4;\n", good: "qgan 1.0;\nconst int N = 4;\n"),
    DiagnosticRule(
      code: "QG114", title: "`measure`",
      explanation:
        "A circuit ends in read-outs in place of measurements: `expval` for expectations, `probs` for "
        + "probabilities, `sample` for random outcomes.",
      bad: file("circuit f() -> float { qubit q; h q; c = measure q; return expval(Z) q; }"),
      good: file("circuit f() -> float { qubit q; h q; return expval(Z) q; }")),
    DiagnosticRule(
      code: "QG115", title: "`reset`",
      explanation: "Every register starts in |0>, and qubits are not used again within a circuit.",
      bad: circuit("reset q;"), good: circuit("ry(w) q;")),
    DiagnosticRule(
      code: "QG116", title: "branch on an outcome",
      explanation:
        "`if` is decided at compile time. A gate that acts depending on a qubit is a controlled gate.",
      bad: circuit("if (measure q[0]) { x q[1]; }"), good: circuit("cx q[0], q[1];")),
    DiagnosticRule(
      code: "QG117", title: "classical bits",
      explanation: "Read-outs return arrays of numbers; there are no bits to keep outcomes in.",
      bad: circuit("bit[2] c;"), good: circuit("h q;")),
    DiagnosticRule(
      code: "QG118", title: "`qreg`",
      explanation: "A register is declared as in OpenQASM 3: `qubit[5] q;`.",
      bad: file("circuit f() -> float[5] { qreg q[5]; return expval(Z) q; }"),
      good: file("circuit f() -> float[5] { qubit[5] q; return expval(Z) q; }")),
    DiagnosticRule(
      code: "QG152", title: "read-out of another tool",
      explanation:
        "Read-outs are `expval(Z) q` for expectations, `probs q` for probabilities and `sample q` for random outcomes; "
        + "other tools call them `expectation`, `probabilities` or `counts`.",
      bad: file("circuit f() -> float[5] { qubit[5] q; h q; return expectation(Z) q; }"),
      good: file("circuit f() -> float[5] { qubit[5] q; h q; return expval(Z) q; }")),
    DiagnosticRule(
      code: "QG135", title: "statement that version 1 does not have",
      explanation:
        "Circuits are expanded at compile time into gates and read-outs. Loops without a bound, timing, "
        + "calibrations and subroutines of OpenQASM (`def`) have no counterpart.",
      bad: circuit("while (n > 1) { h q; }"), good: circuit("for int i in [2:n] { h q; }")),
  ]
}
