import QganSyntax

extension SemaRules {
  /// Values, types and shapes.
  static let values: [DiagnosticRule] = [
    rule(
      "QG220", "wrong type",
      "An int becomes a float where one is needed; the way back is `int(x)`. Nothing else converts by itself.",
      bad: "const int N = 2.5;", good: "const int N = int(2.5);"),
    rule(
      "QG221", "shapes disagree",
      "Shapes are aligned at the last axis; sizes must agree or be 1. The batch is not an axis.",
      bad: "model m(input float[3] x, param float[2] w ~ normal(0, 1)) -> float[3] { return w * x; }",
      good: "model m(input float[3] x, param float[3] w ~ normal(0, 1)) -> float[3] { return w * x; }"),
    rule(
      "QG222", "not known at compile time",
      "Sizes, loop bounds, conditions and const arguments are fixed before a run; data and weights are not.",
      bad: "model m(input float[3] x) -> float[3] {\n  if (x[0] > 0) { x = 2 * x; }\n  return x;\n}",
      good:
        "model m(const bool doubled = true, input float[3] x) -> float[3] {\n  if (doubled) { x = 2 * x; }\n  return x;\n}"
    ),
    rule(
      "QG223", "division does not come out even",
      "An int divided by an int is an int, without truncation: `2 / 3 * pi` would silently be 0 elsewhere.",
      bad: "const angle A = 2 / 3 * pi;", good: "const angle A = 2 * pi / 3;"),
    rule(
      "QG224", "division by zero", "The divisor is 0.", bad: "const int N = 4 / (2 - 2);",
      good: "const int N = 4 / 2;"),
    rule(
      "QG225", "overflow", "Ints have 64 bits.", bad: "const int N = 10 ** 30;", good: "const float N = 1e30;"
    ),
    rule(
      "QG226", "not finite", "A const expression is NaN or infinite.", bad: "const float A = log(0 - 1.0);",
      good: "const float A = log(1.0);"),
    rule(
      "QG227", "index outside the shape",
      "Indices run from 0; both ends of a range belong to it; negative ones do not count from the end.",
      bad: "model m(input float[4] x) -> float[2] { return x[3:4]; }",
      good: "model m(input float[4] x) -> float[2] { return x[2:3]; }"),
    rule(
      "QG228", "cannot be indexed so", "There are more indices than axes, or the thing has no axes.",
      bad: "model m(input float[4] x) -> float { return x[0, 1]; }",
      good: "model m(input float[4] x) -> float { return x[0]; }"),
    rule(
      "QG229", "operator does not apply", "Arithmetic is for numbers and data, `&&`, `||` and `!` for bools.",
      bad: "const bool B = true + 1;", good: "const bool B = true && false;"),
    rule(
      "QG230", "expands too far", "Loops are expanded at compile time, up to a million statements.",
      bad:
        "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  for int i in [0:2000000] { ry(x) q; }\n  return expval(Z) q;\n}",
      good:
        "circuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n  for int i in [0:20] { ry(x) q; }\n  return expval(Z) q;\n}"
    ),
    rule(
      "QG215", "open sizes",
      "A circuit or model whose inputs leave sizes open (`const n`) can be used where data arrive, but has no shape on its own.",
      bad:
        "model G(input float[const n] z) -> float[n] { return 2 * z; }\nmodel D(input float[4] x) -> float[1] { return x |> dense(1); }\ndataset bars { source: bars_and_stripes(2, 2); }\ntrain t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); loss: bce; optimizer: adam(lr: 1e-3); batch: 2; epochs: 1; }",
      good:
        "model G(input float[4] z) -> float[4] { return 2 * z; }\nmodel D(input float[4] x) -> float[1] { return x |> dense(1); }\ndataset bars { source: bars_and_stripes(2, 2); }\ntrain t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); loss: bce; optimizer: adam(lr: 1e-3); batch: 2; epochs: 1; }"
    ),
  ]
}
