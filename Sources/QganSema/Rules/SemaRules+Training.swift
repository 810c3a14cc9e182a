import QganSyntax

extension SemaRules {
  private static let rest = "loss: bce; optimizer: adam(lr: 1e-3); batch: 2; epochs: 1;"
  private static let whole =
    "train t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); \(rest) }"

  /// Datasets, train blocks, variants.
  static let training: [DiagnosticRule] = [
    trainRule(
      "QG280", "no such property", "The reference lists the properties of datasets and train blocks.",
      bad: "train t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); epoch: 3; \(rest) }",
      good: whole),
    trainRule(
      "QG281", "property given twice",
      "Each property stands once; `optimizer generator:` and `optimizer discriminator:` are two.",
      bad: "train t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); batch: 4; \(rest) }",
      good: whole),
    trainRule(
      "QG282", "property missing",
      "`data`, `loss`, `optimizer`, `batch` and `epochs` are required, and `latent` where the generator takes data.",
      bad: "train t { generator: G; discriminator: D; data: bars; \(rest) }", good: whole),
    trainRule(
      "QG283", "bad property", "The value does not fit the property; the message says what does.",
      bad:
        "train t { generator: G; discriminator: D; data: bars; latent: normal(0, 1); loss: bce; optimizer: adam(lr: 1e-3); batch: 2000; epochs: 1; }",
      good: whole),
    rule(
      "QG284", "networks and data do not meet",
      "What the generator makes, the data, and what the discriminator takes have one shape; a discriminator gives one logit.",
      bad:
        "model G(input float[2] z) -> float[3] { return z |> dense(3); }\nmodel D(input float[4] x) -> float[1] { return x |> dense(1); }\ndataset bars { source: bars_and_stripes(2, 2); }\n\(whole)",
      good:
        "model G(input float[2] z) -> float[4] { return z |> dense(4); }\nmodel D(input float[4] x) -> float[1] { return x |> dense(1); }\ndataset bars { source: bars_and_stripes(2, 2); }\n\(whole)"
    ),
    trainRule(
      "QG285", "cannot be replaced",
      "Variants, sweeps and `--set` replace configs and properties of the train block. Make a `const` a `config` to replace it.",
      bad: "const int K = 2;\n\(whole)\nvariant v of t { K = 3; }",
      good: "config int K = 2;\n\(whole)\nvariant v of t { K = 3; }"),
    trainRule(
      "QG286", "data not to be had",
      "The reader cannot open its files; the message says what is missing and how to get it.",
      bad:
        "dataset d { source: npy(path: \"missing.npy\"); }\ntrain t { generator: G; discriminator: D; data: d; latent: normal(0, 1); \(rest) }",
      good: whole),
  ]
}
