import Foundation

extension Workloads {
  /// Training steps.
  static let steps: [Workload] = [hybrid(.circuit), hybrid(.linear), dcgan, criticWithPenalty]

  /// W7: a hybrid GAN on 32 x 32 pixels in colour, or the same with linear layers for its circuits.
  private static func hybrid(_ core: CoreKind) -> Workload {
    let cores =
      core == .circuit
      ? WeightStart.uniform("core.w", .pi) : WeightStart(paths: ["core.weight", "core.bias"], width: 0.5)
    let generator =
      [cores, .uniform("lin.weight", 0.4), .uniform("lin.bias", 0.1), .uniform("c1.weight", 0.05)]
      + WeightStart.norm("bn1") + [.uniform("c2.weight", 0.07)] + WeightStart.norm("bn2")
      + [.uniform("c3.weight", 0.1), .uniform("c3.bias", 0.01)]
    let discriminator = [
      .uniform("c1.weight", 0.3), .uniform("c1.bias", 0.01), .uniform("c2.weight", 0.1),
      .uniform("c2.bias", 0.01), .uniform("c3.weight", 0.07), .uniform("c3.bias", 0.01),
      .uniform("lin1.weight", 0.05), .uniform("lin1.bias", 0.1), cores, .uniform("lin2.weight", 0.5),
      .uniform("lin2.bias", 0.1),
    ]
    return Workload(
      name: core == .circuit ? "W7" : "W7-linear",
      summary: "a step of both networks of a hybrid GAN, 32 x 32 x 3"
        + (core == .circuit ? "" : ", with linear layers for the circuits"),
      source: hybridSource(core == .circuit ? "ry_ring(3)" : "dense(5)"),
      subject: .step(
        TrainingStep(
          update: .both, dataShape: [3, 32, 32], latentWidth: .pi,
          starts: ["generator": generator, "discriminator": discriminator], core: core,
          reference: .init(batch: 64, losses: core == .circuit ? circuitLosses : linearLosses))),
      batches: [.init(size: 64, seed: 0)])
  }

  /// Of `benchmarks/torch_steps.py --workload W7 --precision double --losses`, PyTorch 2.13.0.
  private static let circuitLosses = [
    [1.3960941447186417, 0.6476903110740821], [1.3930506602243398, 0.6472174505227484],
    [1.3926600508895495, 0.6452879863653272],
  ]

  /// Of the same with `--vqc linear`; the driver's tests read them from `Reference/W7-linear.json`.
  private static let linearLosses = [
    [1.4086831665170256, 0.8345825595512719], [1.4056303020102432, 0.8125085387829177],
    [1.3989649569865379, 0.8006573705899979],
  ]

  private static func hybridSource(_ core: String) -> String {
    """
    qgan 1.0;

    /// RY encoding, then layers of RY and CX round a ring.
    circuit ry_ring(const int layers, input angle[const n] x, param angle[layers, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:layers - 1] {
        ry(w[l]) q;
        for int i in [0:n - 1] { cx q[i], q[(i + 1) % n]; }
      }
      return expval(Z) q;
    }

    config layer CORE = \(core);

    model Generator(input float[5] z) -> float[3, 32, 32] {
      layer core = CORE;
      layer lin = dense(2048);
      layer c1 = conv2d(64, kernel: 3, padding: 1, bias: false);
      layer c2 = conv2d(32, kernel: 3, padding: 1, bias: false);
      layer c3 = conv2d(3, kernel: 3, padding: 1);
      layer bn1 = batch_norm;
      layer bn2 = batch_norm;
      h = z |> core |> lin |> reshape(128, 4, 4);
      h = h |> upsample(2) |> c1 |> bn1 |> relu;
      h = h |> upsample(2) |> c2 |> bn2 |> relu;
      return h |> upsample(2) |> c3 |> tanh;
    }

    model Critic(input float[3, 32, 32] x) -> float[1] {
      layer c1 = conv2d(32, kernel: 3, stride: 2, padding: 1);
      layer c2 = conv2d(64, kernel: 3, stride: 2, padding: 1);
      layer c3 = conv2d(128, kernel: 3, stride: 2, padding: 1);
      layer lin1 = dense(5);
      layer core = CORE;
      layer lin2 = dense(1);
      h = x |> c1 |> leaky_relu(0.2) |> c2 |> leaky_relu(0.2) |> c3 |> leaky_relu(0.2);
      return h |> flatten |> lin1 |> core |> lin2;
    }

    dataset images { source: npy(path: "images.npy"); }

    train step {
      generator: Generator;
      discriminator: Critic;
      data: images;
      latent: uniform(-pi, pi);
      loss: bce;
      optimizer: adam(lr: 2e-4, betas: [0.5, 0.999]);
      share_latents: true;
      shuffle: false;
      batch: 64;
      epochs: 1;
    }

    """
  }
}
