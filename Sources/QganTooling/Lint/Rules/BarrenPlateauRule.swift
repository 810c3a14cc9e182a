import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  /// The variance of a parameter-shift derivative from twice 1,000 shots, at most.
  private static let visible = 5e-4

  static let barrenPlateau = LintRule(
    "QG311", "barren-plateau", .trainability, .note,
    rationale: """
      Advice: where training starts, the derivatives of the expectations by the weights have a variance below 5e-4. That is what \
      the parameter-shift rule leaves uncertain with twice 1,000 shots, and turning an angle by a radian then moves a read-out by about \
      0.02, a sixth of what a batch of 64 leaves uncertain of its mean: steps follow the noise. Of circuits that are deep enough to be \
      random the variance falls by half with each qubit (McClean et al. 2018, arXiv:1803.11173), and for products of Paulis over all \
      qubits in shallow ones already (Cerezo et al. 2021, arXiv:2001.00550): what still trains at this size may not at the next. Use \
      fewer layers, start near the identity (`~ normal(0, 0.1)`; Grant et al. 2019, arXiv:1903.05076), or read single qubits.

      The variance is the mean over weights and read-outs from 4 to 16 random points, drawn as the weights start; the same each time. \
      Circuits that read probabilities, have more than 12 qubits or would take too long are left out: `qganc analyze` measures them.
      """,
    bad: """
      circuit c(param angle[2, 2, 10] w) -> float {
        qubit[10] q;
        ry(w[0, 0]) q;
        rx(w[0, 1]) q;
        for int i in [0:8] { cz q[i], q[i + 1]; }
        ry(w[1, 0]) q;
        rx(w[1, 1]) q;
        return expval(Z @ Z @ Z @ Z @ Z @ Z @ Z @ Z @ Z @ Z) q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7], q[8], q[9];
      }
      """,
    good: """
      circuit c(param angle[2, 2, 10] w) -> float[10] {
        qubit[10] q;
        ry(w[0, 0]) q;
        rx(w[0, 1]) q;
        for int i in [0:8] { cz q[i], q[i + 1]; }
        ry(w[1, 0]) q;
        rx(w[1, 1]) q;
        return expval(Z) q;
      }
      """
  ) { context in
    context.networks.flatMap { network in
      network.circuits.compactMap { use -> LintRule.Finding? in
        guard let draws = network.draws(of: use), let scale = use.facts.gradientScale(draws),
          // Where every gradient is zero, others say why.
          scale.meanSquare < visible, scale.meanSquare > 1e-20
        else { return nil }
        return .init(
          "the derivatives of what `\(use.declaredName)` reads have a variance of about \(scale.meanSquare.scientific) where training starts: a risk of a barren plateau",
          at: context.place(of: use, in: network),
          notes: [
            .init(
              "over \(scale.pointCount) points; `qganc analyze --circuit '\(use.declaredName)(...)'` measures it, and how it falls with the qubits"
            )
          ])
      }
    }
  }
}

extension LintNetwork {
  /// How a circuit's weights and data are where training starts; `nil` where that is not known, or no weight is drawn.
  fileprivate func draws(of use: CircuitUse) -> [Int: GradientScale.Draw]? {
    var result: [Int: GradientScale.Draw] = [:]
    var hasWeights = false
    for (index, operand) in use.circuit.operands.enumerated() {
      guard operand.binding == .param else {
        let range = bounds[use.values[index]]
        if range.upperBound - range.lowerBound < 2 * .pi { result[index] = .uniform(range) }
        continue
      }
      guard let name = use.variables[index], let variable = graph.variables[name] else { return nil }
      switch variable.initializer {
      case .uniform(let low, let high) where low <= high && (high - low).isFinite:
        result[index] = .uniform(low...high)
      case .normal(let mean, let deviation) where mean.isFinite && deviation.isFinite:
        result[index] = .normal(mean: mean, deviation: deviation)
      case .constant(let value) where value.isFinite: result[index] = .uniform(value...value)
      default: return nil
      }
      if !variable.isFrozen, variable.kind == .weight { hasWeights = true }
    }
    return hasWeights ? result : nil
  }
}

extension Double {
  /// With two digits and an exponent, such as `3.2e-05`.
  fileprivate var scientific: String {
    guard self > 0, isFinite else { return "\(self)" }
    var (mantissa, exponent) = (self, 0)
    while mantissa < 0.9995 {
      mantissa *= 10
      exponent -= 1
    }
    let digits = (mantissa * 10).rounded() / 10
    return exponent == 0 ? "\(digits)" : "\(digits)e\(exponent)"
  }
}
