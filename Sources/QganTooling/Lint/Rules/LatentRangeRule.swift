import QganIR
import QganSyntax

extension LintRules {
  static let latentRange = LintRule(
    "QG307", "latent-wraps", .trainability,
    rationale: """
      Latents that become angles lose their order where they are wider than a turn: the values beyond 2 pi are the first ones once \
      more. Draw from a range of at most 2 pi; with RY encoding on |0> and Z read-outs, pi is enough.
      """,
    bad: network(
      latent: "uniform(0, 4 * pi)"),
    good: network(latent: "uniform(0, pi)")
  ) { context in
    context.trainings.compactMap { training in
      guard case .uniform(let low, let high)? = training.spec.latent,
        let network = context.networks.first(where: {
          $0.role == "generator" && $0.place == training.place("generator")
        }),
        let input = network.graph.inputs.first?.value
      else { return nil }
      for use in network.circuits {
        for (index, operand) in use.circuit.operands.enumerated() where use.origins[index] == input {
          let factor = use.circuit.applications.flatMap(\.angles).flatMap(\.terms)
            .filter { $0.operand == index }.map { abs($0.coefficient) }.min()
          guard let factor, (high - low) * factor > 2 * Double.pi * (1 + 1e-9) else { continue }
          return .init(
            "latents over a range of \(((high - low) / .pi).short) pi enter `\(use.declaredName)` as the angle `\(operand.name)`\(factor == 1 ? "" : " times \(factor.short)"), which turns more than once",
            at: training.place("latent"))
        }
      }
      return nil
    }
  }

  private static func network(latent: String) -> String {
    """
    circuit c(input angle[4] x, param angle[4] w) -> float[4] {
      qubit[4] q;
      ry(x) q;
      for int i in [0:3] { cx q[i], q[(i + 1) % 4]; }
      ry(w) q;
      return expval(Z) q;
    }
    model G(input float[4] z) -> float[4] { return z |> c; }
    model D(input float[4] x) -> float[1] { return x |> dense(1); }
    dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
    train t {
      generator: G;  discriminator: D;  data: bars;  latent: \(latent);  loss: bce;
      optimizer: adam(lr: 1e-3);  batch: 2;  epochs: 1;  seed: 1;
    }
    """
  }
}

extension Double {
  /// With at most four digits, for messages.
  var short: String {
    let rounded = (self * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
