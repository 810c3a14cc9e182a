/// Programs that examples of rules about training are made from.
enum LintExamples {
  /// A complete adversarial training on bars and stripes but for what is given.
  static func adversarial(
    generator: String = "z |> dense(4) |> tanh",
    discriminator: String = "x |> dense(8) |> leaky_relu(0.2) |> dense(1)",
    loss: String = "bce", optimizer: String = "adam(lr: 1e-3)", epochs: Int = 1, rest: String = "seed: 1;"
  ) -> String {
    """
    model G(input float[2] z) -> float[4] { return \(generator); }
    model D(input float[4] x) -> float[1] { return \(discriminator); }
    dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
    train t {
      generator: G;  discriminator: D;  data: bars;  latent: normal(0, 1);  loss: \(loss);
      optimizer: \(optimizer);  batch: 2;  epochs: \(epochs);
    \(rest.isEmpty ? "" : "  \(rest)\n")}
    """
  }
}
