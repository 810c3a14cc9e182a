import QganIR
import QganSyntax

extension LintRules {
  static let latentRange = LintRule(
    "QG307", "latent-wraps", .trainability,
    rationale: """
      Latents, data and activations that become angles lose their order where they are wider than a turn: the values beyond 2 pi are \
      the first ones once more. Draw from a range of at most 2 pi, or scale what enters; with RY encoding on |0> and Z read-outs, pi \
      is enough. Ranges are those of `uniform` latents, of pictures (`range` of their dataset), of bounded activations such as `tanh`, \
      and what arithmetic makes of them. Where a value enters with several factors, the smallest one counts.
      """,
    bad: network(
      latent: "uniform(0, 4 * pi)"),
    good: network(latent: "uniform(0, pi)")
  ) { context in
    context.trainings.flatMap { training in
      training.networks.flatMap { findings(in: $0, training, context) }
    } + context.networks.filter { $0.role.isEmpty }.flatMap { findings(in: $0, nil, context) }
  }

  private static func findings(
    in network: LintNetwork, _ training: LintTraining?, _ context: LintContext
  ) -> [LintRule.Finding] {
    network.circuits.flatMap { use in
      use.circuit.operands.enumerated().compactMap { index, operand -> LintRule.Finding? in
        guard operand.binding == .input, let factor = use.circuit.smallestFactor(of: index) else {
          return nil
        }
        let range = network.bounds[use.values[index]]
        let width = range.upperBound - range.lowerBound
        guard width.isFinite, width * factor > 2 * Double.pi * (1 + 1e-9) else { return nil }
        let (what, place) = source(of: use, index, network, training, context)
        return .init(
          "\(what) over a range of \((width / .pi).short) pi enter `\(use.declaredName)` as the angle `\(operand.name)`\(factor == 1 ? "" : " times \(factor.short)"), which turns more than once",
          at: place)
      }
    }
  }

  /// Primitives that hand on elements.
  private static let moving: Set = ["reshape", "slice", "transpose", "broadcast"]

  /// What an operand's values are, and where to point.
  private static func source(
    of use: LintNetwork.CircuitUse, _ operand: Int, _ network: LintNetwork, _ training: LintTraining?,
    _ context: LintContext
  ) -> (String, SourceRange) {
    let producers = LintNetwork.producers(network.graph)
    var origin = use.values[operand]
    while let index = producers[origin], moving.contains(network.graph.operations[index].primitive),
      let before = network.graph.operations[index].operands.first
    {
      origin = before
    }
    if let training, network.graph.inputs.contains(where: { $0.value == origin }) {
      return network.role == "generator"
        ? ("latents", training.place("latent")) : ("data", training.place("data"))
    }
    let layer = network.builtins.last { scope in
      guard let result = scope.result else { return false }
      return LintNetwork.origin(of: result.value, producers, network.graph) == use.origins[operand]
    }
    return (layer.map { "values of `\($0.name)`" } ?? "values", context.place(of: use, in: network))
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

extension Circuit {
  /// The smallest factor with which an operand stands in an angle, halved under controls, where a gate has twice the
  /// period; `nil` if it stands in none, or is prepared.
  fileprivate func smallestFactor(of operand: Int) -> Double? {
    guard !preparations.contains(where: { $0.operand == operand }) else { return nil }
    return applications.flatMap { application in
      application.angles.flatMap(\.terms).filter { $0.operand == operand }
        .map { abs($0.coefficient) / (application.controls.isEmpty ? 1 : 2) }
    }.min()
  }
}

extension Double {
  /// With at most four digits, for messages.
  var short: String {
    let rounded = (self * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
