import QganSyntax

extension SemaRules {
  /// Calls of layers, functions and models.
  static let calls: [DiagnosticRule] = [
    rule(
      "QG240", "cannot be called", "Only layers, functions, circuits and models take arguments.",
      bad: "const int N = 4;\nconst int M = N(2);", good: "const int N = 4;\nconst int M = N * 2;"),
    rule(
      "QG241", "no such parameter", "A label names a const parameter of what is called.",
      bad:
        "model m(input float[1, 8, 8] x) -> float[4, 8, 8] { return x |> conv2d(4, kernel: 3, pading: 1); }",
      good:
        "model m(input float[1, 8, 8] x) -> float[4, 8, 8] { return x |> conv2d(4, kernel: 3, padding: 1); }"),
    rule(
      "QG242", "argument given twice", "Each label stands once.",
      bad:
        "model m(input float[1, 8, 8] x) -> float[4, 8, 8] { return x |> conv2d(4, kernel: 3, kernel: 3, padding: 1); }",
      good:
        "model m(input float[1, 8, 8] x) -> float[4, 8, 8] { return x |> conv2d(4, kernel: 3, padding: 1); }"),
    rule(
      "QG243", "argument missing", "A const parameter without a default must be given.",
      bad: "model m(input float[4] x) -> float[4] { return x |> leaky_relu; }",
      good: "model m(input float[4] x) -> float[4] { return x |> leaky_relu(0.2); }"),
    rule(
      "QG244", "too many arguments",
      "Positional arguments fill the const parameters without a default, then the data.",
      bad: "model m(input float[4] x) -> float[4] { return relu(x, x); }",
      good: "model m(input float[4] x) -> float[4] { return relu(x); }"),
    rule(
      "QG246", "layer does not fit",
      "The layer cannot take this data with these arguments; the message says which sizes disagree.",
      bad:
        "model m(input float[3, 4, 4] x) -> float[8, 4, 4] { return x |> conv2d(8, kernel: 3, padding: 1, groups: 2); }",
      good:
        "model m(input float[3, 4, 4] x) -> float[9, 4, 4] { return x |> conv2d(9, kernel: 3, padding: 1, groups: 3); }"
    ),
    rule(
      "QG247", "layer without data",
      "A layer is a function; where a value is needed it must be given its data.",
      bad: "model m(input float[4] x) -> float[4] {\n  y = dense(4);\n  return x + y;\n}",
      good: "model m(input float[4] x) -> float[4] {\n  y = x |> dense(4);\n  return x + y;\n}"),
    rule(
      "QG248", "not a layer",
      "What stands after `layer a =`, in a `const layer`, or as a network is a layer that still lacks its data.",
      bad: "const layer L = 3;", good: "const layer L = dense(3);"),
    rule(
      "QG249", "not there yet",
      "The language has it and this version of qganc does not; the message says what to do meanwhile.",
      bad:
        "dataset d { source: bars_and_stripes(2, 2); pca: 2; }\nmodel M(input float[4] x) -> float[4] { return x |> dense(4); }\ntrain t { model: M; target: self; data: d; loss: mse; optimizer: adam(lr: 1e-3); batch: 2; epochs: 1; }",
      good:
        "dataset d { source: bars_and_stripes(2, 2); }\nmodel M(input float[4] x) -> float[4] { return x |> dense(4); }\ntrain t { model: M; target: self; data: d; loss: mse; optimizer: adam(lr: 1e-3); batch: 2; epochs: 1; }"
    ),
    rule(
      "QG250", "nothing to cut after",
      "`cut(f, after: \"a.b\")` ends `f` at what the instance `a.b` returns, which must be used inside `f`.",
      bad:
        "model F(input float[4] x) -> float[2] {\n  layer first = dense(3);\n  return x |> first |> dense(2);\n}\nmodel M(input float[4] x) -> float[3] { return x |> cut(F, after: \"frist\"); }",
      good:
        "model F(input float[4] x) -> float[2] {\n  layer first = dense(3);\n  return x |> first |> dense(2);\n}\nmodel M(input float[4] x) -> float[3] { return x |> cut(F, after: \"first\"); }"
    ),
  ]
}
