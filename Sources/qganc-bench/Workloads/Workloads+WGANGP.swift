extension Workloads {
  /// A critic's step under a gradient penalty, second derivatives and all: the critic of `examples/frqi` on samples that
  /// are given in place of a generator's.
  static let criticWithPenalty = Workload(
    name: "WGANGP", summary: "a critic's step with a gradient penalty, 32 x 32 x 1", source: penaltySource,
    subject: .step(
      TrainingStep(
        update: .discriminator, dataShape: [1, 32, 32], latentWidth: 1,
        starts: [
          "discriminator": (1...3).flatMap {
            [WeightStart.uniform("c\($0).weight", 0.1), .uniform("c\($0).bias", 0.01)]
          } + [.uniform("lin.weight", 0.05), .uniform("lin.bias", 0.1)]
        ])),
    batches: [.init(size: 32, seed: 0)])

  private static let penaltySource = """
    qgan 1.0;

    /// Samples as they are given: what is timed is the critic.
    model Given(input float[1, 32, 32] z) -> float[1, 32, 32] {
      param float scale ~ constant(1);
      return scale * z;
    }

    model Critic(input float[1, 32, 32] x) -> float[1] {
      layer c1 = conv2d(32, kernel: 3, stride: 2, padding: 1);
      layer c2 = conv2d(64, kernel: 3, stride: 2, padding: 1);
      layer c3 = conv2d(128, kernel: 3, stride: 2, padding: 1);
      layer lin = dense(1);
      h = x |> c1 |> leaky_relu(0.2) |> c2 |> leaky_relu(0.2) |> c3 |> leaky_relu(0.2);
      return h |> flatten |> lin;
    }

    dataset images { source: npy(path: "images.npy"); }

    train step {
      generator: Given;
      discriminator: Critic;
      data: images;
      latent: uniform(-1, 1);
      loss: wgan_gp(lambda: 10);
      optimizer: adam(lr: 1e-3, betas: [0, 0.9]);
      shuffle: false;
      batch: 32;
      epochs: 1;
    }

    """
}
