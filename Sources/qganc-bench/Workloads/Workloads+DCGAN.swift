import Foundation

extension Workloads {
  /// A step of both networks of DCGAN (Radford et al. 2016, arXiv:1511.06434) at 64 x 64 pixels in colour.
  static let dcgan = Workload(
    name: "DCGAN64", summary: "a step of both networks of DCGAN, 64 x 64 x 3", source: dcganSource,
    subject: .step(
      TrainingStep(
        update: .both, dataShape: [3, 64, 64], latentWidth: 1,
        starts: [
          "generator": starts(norms: 1...4), "discriminator": starts(norms: 2...4),
        ])),
    batches: [.init(size: 32, seed: 0)])

  /// Five convolutions, some of them normalised, with the paper's standard deviation of 0.02.
  private static func starts(norms: ClosedRange<Int>) -> [WeightStart] {
    (1...5).flatMap { number in
      [.uniform("c\(number).weight", 0.02 * 3.0.squareRoot())]
        + (norms.contains(number) ? WeightStart.norm("n\(number)") : [])
    }
  }

  private static let dcganSource = """
    qgan 1.0;

    model Generator(input float[100] z) -> float[3, 64, 64] {
      layer c1 = conv_transpose2d(512, kernel: 4, bias: false);
      layer n1 = batch_norm;
      h = z |> reshape(100, 1, 1) |> c1 |> n1 |> relu;
      layer c2 = conv_transpose2d(256, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c3 = conv_transpose2d(128, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c4 = conv_transpose2d(64, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c5 = conv_transpose2d(3, kernel: 4, stride: 2, padding: 1, bias: false);
      layer n2 = batch_norm;
      layer n3 = batch_norm;
      layer n4 = batch_norm;
      h = h |> c2 |> n2 |> relu |> c3 |> n3 |> relu |> c4 |> n4 |> relu;
      return h |> c5 |> tanh;
    }

    model Critic(input float[3, 64, 64] x) -> float[1] {
      layer c1 = conv2d(64, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c2 = conv2d(128, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c3 = conv2d(256, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c4 = conv2d(512, kernel: 4, stride: 2, padding: 1, bias: false);
      layer c5 = conv2d(1, kernel: 4, bias: false);
      layer n2 = batch_norm;
      layer n3 = batch_norm;
      layer n4 = batch_norm;
      h = x |> c1 |> leaky_relu(0.2) |> c2 |> n2 |> leaky_relu(0.2);
      h = h |> c3 |> n3 |> leaky_relu(0.2) |> c4 |> n4 |> leaky_relu(0.2);
      return h |> c5 |> flatten;
    }

    dataset images { source: npy(path: "images.npy"); }

    train step {
      generator: Generator;
      discriminator: Critic;
      data: images;
      latent: uniform(-1, 1);
      loss: bce;
      optimizer: adam(lr: 2e-4, betas: [0.5, 0.999]);
      share_latents: true;
      shuffle: false;
      batch: 32;
      epochs: 1;
    }

    """
}
