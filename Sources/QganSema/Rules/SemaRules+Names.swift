import QganSyntax

extension SemaRules {
  /// Names, files, and what may stand where.
  static let names: [DiagnosticRule] = [
    rule(
      "QG201", "unknown name",
      "A name must be declared in the file, in an include, or be a builtin. Values and what stands before qubits are two name spaces: `h` may be a gate and a value.",
      bad:
        "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  hadamard q;\n  return expval(Z) q;\n}",
      good:
        "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  h q;\n  ry(x) q;\n  return expval(Z) q;\n}"
    ),
    rule(
      "QG202", "declared twice",
      "A name means one thing in its file or body. Include a file `as` a name to keep its names apart.",
      bad: "const int N = 4;\nconst int N = 5;", good: "const int N = 4;\nconst int M = 5;"),
    rule(
      "QG203", "needs itself", "A constant, dataset or body that needs itself can never be evaluated.",
      bad: "const int A = B + 1;\nconst int B = A - 1;", good: "const int A = B + 1;\nconst int B = 3;"),
    rule(
      "QG204", "file not found",
      "Paths in `include` are relative to the file that contains them; `std/` is the library inside qganc.",
      bad: "include \"std/entanglement.qgan\" as ent;", good: "include \"std/entanglers.qgan\" as ent;"),
    DiagnosticRule(
      code: "QG205", title: "a file that includes itself",
      explanation: "Includes may not run in a circle. Move what both files need into a third.",
      bad: "qgan 1.0;\ninclude \"self.qgan\";", good: "qgan 1.0;\ninclude \"std/entanglers.qgan\" as ent;"),
    rule(
      "QG206", "hides a builtin",
      "The builtin cannot be reached where a declaration of the same name is seen. It works, and confuses readers.",
      bad: "model dense(input float[2] x) -> float[2] { return 2 * x; }",
      good: "model doubled(input float[2] x) -> float[2] { return 2 * x; }"),
    rule(
      "QG207", "cannot be bound anew",
      "Constants, loop variables, weights and layers keep what they are. Bind the new value to a new name.",
      bad: "model m(input float[2] x) -> float[2] {\n  const int k = 2;\n  k = 3;\n  return k * x;\n}",
      good: "model m(input float[2] x) -> float[2] {\n  const int k = 2;\n  y = 3 * x;\n  return k * y;\n}"),
    rule(
      "QG208", "statement out of place",
      "Gates, registers and read-outs stand in circuits; layers and `param` statements in models.",
      bad: "model m(input float[2] x) -> float[2] {\n  qubit[2] q;\n  return x;\n}",
      good: "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  ry(x) q;\n  return expval(Z) q;\n}"),
    rule(
      "QG209", "no return", "Circuits with `->` and models return a value in their last statement.",
      bad: "model m(input float[2] x) -> float[2] { y = 2 * x; }",
      good: "model m(input float[2] x) -> float[2] { return 2 * x; }"),
    rule(
      "QG210", "return before the end",
      "There is one `return`, and it is the last statement of the body; what depends on a condition is bound to a name first.",
      bad: "model m(input float[2] x) -> float[2] {\n  return x;\n  y = 2 * x;\n}",
      good: "model m(input float[2] x) -> float[2] {\n  y = 2 * x;\n  return y;\n}"),
    rule(
      "QG211", "a register is not a value", "Qubits have no value until they are read.",
      bad: "circuit c() -> float[2] {\n  qubit[2] q;\n  h q;\n  return 2 * q;\n}",
      good: "circuit c() -> float[2] {\n  qubit[2] q;\n  h q;\n  e = expval(Z) q;\n  return 2 * e;\n}"),
    rule(
      "QG212", "nothing to bind",
      "`const n` in a shape takes the size of what arrives. A weight or a circuit's own register has no such size: write it.",
      bad:
        "circuit c(param angle[const n] w) -> float[2] {\n  qubit[2] q;\n  ry(w) q;\n  return expval(Z) q;\n}",
      good: "circuit c(param angle[2] w) -> float[2] {\n  qubit[2] q;\n  ry(w) q;\n  return expval(Z) q;\n}"),
    rule(
      "QG213", "weight without a start",
      "An `angle` starts uniform over [0, 2 pi) unless it says otherwise; for a `float` no start fits all.",
      bad: "model m(input float[2] x, param float[2] s) -> float[2] { return s * x; }",
      good: "model m(input float[2] x, param float[2] s ~ constant(1)) -> float[2] { return s * x; }"),
    rule(
      "QG214", "parameter without a binding time",
      "A parameter is `const` (compile time), `input` (per sample) or `param` (a weight). Only subroutines leave it open.",
      bad: "model m(float[2] x) -> float[2] { return 2 * x; }",
      good: "model m(input float[2] x) -> float[2] { return 2 * x; }"),
  ]
}
