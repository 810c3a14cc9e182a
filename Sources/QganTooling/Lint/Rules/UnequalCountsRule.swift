import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  /// By how much of the larger one two counts may differ.
  private static let margin = 0.1

  static let unequalCounts = LintRule(
    "QG346", "unequal-weight-counts", .models, .note,
    rationale: """
      Advice: a sweep over networks that differ in a circuit against classical layers compares them, and what it finds is put down to \
      the circuit only if the two have as many weights that are trained. Here they differ by more than a tenth, at every point of the sweep. \
      Counted are the weights whose names only one network has, not those of neighbours that fit their shape to it; frozen weights and \
      angles that are provably never trained (QG301) do not count. If the difference is meant, say so with `// qgan:allow(QG346)` and the reason. Variants that no sweep compares are \
      left alone.
      """,
    bad: study(width: 6), good: study(width: 4)
  ) { context in
    context.comparisons.compactMap { comparison in
      let pairs = unequal(comparison)
      guard let first = pairs.first else { return nil }
      return .init(
        "the sweep `\(comparison.sweep.text)` compares \(first)", at: comparison.sweep.range,
        notes: pairs.dropFirst().prefix(8).map { .init("and \($0)") })
    }
  }

  /// Every pair of entries whose counts differ at each point that both have.
  private static func unequal(_ comparison: LintComparison) -> [String] {
    var labels: [String] = []
    for entry in comparison.entries where !labels.contains(entry.label) { labels.append(entry.label) }
    var result: [String] = []
    for (place, a) in labels.enumerated() {
      for b in labels[(place + 1)...] {
        var found: [String?] = []
        for first in comparison.entries where first.label == a {
          for second in comparison.entries where second.label == b && second.point == first.point {
            found.append(difference(first, second))
          }
        }
        guard let message = found.first ?? nil, found.allSatisfy({ $0 != nil }) else { continue }
        result.append(message)
      }
    }
    return result
  }

  /// What is said of two entries that differ in too many weights, in one of their networks.
  private static func difference(_ a: LintComparison.Entry, _ b: LintComparison.Entry) -> String? {
    guard a.training.declaration.name.text == b.training.declaration.name.text else { return nil }
    for network in a.training.networks {
      guard let other = b.training.network(network.role) else { continue }
      let (left, right) = (network.trainedWeights, other.trainedWeights)
      let own = left.filter { right[$0.key] == nil }.values
      let foreign = right.filter { left[$0.key] == nil }.values
      // One of them is a circuit's, the other is none.
      guard own.contains(where: \.isCircuit) != foreign.contains(where: \.isCircuit) else { continue }
      let counts = (own.reduce(0) { $0 + $1.count }, foreign.reduce(0) { $0 + $1.count })
      let larger = max(counts.0, counts.1)
      guard counts.0 > 0, counts.1 > 0, Double(abs(counts.0 - counts.1)) > margin * Double(larger) else {
        continue
      }
      return
        "`\(a.label)` with \(counts.0) trained weights of its own in the \(network.role) and `\(b.label)` with \(counts.1)"
    }
    return nil
  }

  private static func study(width: Int) -> String {
    """
    /// Angles, two layers of rotations, the Z expectations.
    circuit vqc(input angle[2] x, param angle[4, 2] w) -> float[2] {
      qubit[2] q;
      ry(x) q;
      for int l in [0:3] { cx q[0], q[1]; ry(w[l]) q; }
      return expval(Z) q;
    }
    /// Its classical rival.
    model mlp(input float[2] x) -> float[2] {
      return x |> dense(\(width / 2), bias: false) |> tanh |> dense(2, bias: false);
    }
    config layer CORE = vqc;
    model G(input float[2] z) -> float[4] {
      layer core = CORE;
      return z |> core |> dense(4) |> tanh;
    }
    model D(input float[4] x) -> float[1] { return x |> dense(8) |> leaky_relu(0.2) |> dense(1); }
    dataset bars { source: bars_and_stripes(2, 2); range: [-1, 1]; }
    train hybrid {
      generator: G;  discriminator: D;  data: bars;  latent: uniform(0, 1);  loss: bce;
      optimizer: adam(lr: 1e-3);  batch: 2;  epochs: 1;  seed: 1;
    }
    variant classical of hybrid { CORE = mlp; }
    sweep rivals of {hybrid, classical} { seed in [1:3]; }
    """
  }
}

extension LintNetwork {
  /// A weight that is trained: how many of its elements are, and whether it is a circuit's.
  struct TrainedWeight {
    var count: Int
    var isCircuit: Bool
  }

  /// The weights that are trained, by name.
  var trainedWeights: [String: TrainedWeight] {
    let angles = Dictionary(
      circuitWeights.map { ($0.variable.name, $0.uses) }, uniquingKeysWith: { first, _ in first })
    let inCircuits = Set(circuits.flatMap(\.variables).compactMap { $0 })
    var result: [String: TrainedWeight] = [:]
    for (name, variable) in graph.variables where variable.kind == .weight && !variable.isFrozen {
      var count = variable.shape.reduce(1, *)
      if let uses = angles[name] {
        count = (0..<count).count { element in
          uses.contains { use, operand in
            let key = CircuitSensitivity.Element(operand: operand, element: element)
            return use.facts.sensitivity.occurring.contains(key) && use.facts.sensitivity.dead[key] == nil
          }
        }
      }
      result[name] = TrainedWeight(count: count, isCircuit: inCircuits.contains(name))
    }
    return result
  }
}
