import QganIR
import QganSyntax

extension LintRules {
  static let amplitudeZero = LintRule(
    "QG309", "amplitudes-of-zero", .trainability,
    rationale: """
      Amplitudes are divided by their norm, and the norm of a vector of zeros is none: the outputs are NaN and the run ends. \
      A ReLU gives zeros for whole samples, and so may pictures for which black is 0 (`range: [0, 1]`): one that is all black, as \
      `bars_and_stripes` has and a folder of pictures may have (Fashion-MNIST and CIFAR-10 have none). Add a small constant, or use an activation that is not flat or another range.
      """,
    bad: """
      circuit c(input float[4] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        amplitudes(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      model M(input float[4] x) -> float[2] { return x |> dense(4) |> relu |> c; }
      """,
    good: """
      circuit c(input float[4] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        amplitudes(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      model M(input float[4] x) -> float[2] { return x |> dense(4) |> tanh |> c; }
      """
  ) { context in
    context.networks.flatMap { network -> [LintRule.Finding] in
      let zeroable = ZeroableValues(network.graph, dataCanVanish: network.inputCanVanish)
      return network.circuits.compactMap { use in
        for preparation in use.circuit.preparations {
          guard let source = zeroable.sources[use.values[preparation.operand]] else { continue }
          return .init(
            "`\(use.declaredName)` prepares amplitudes from \(network.describe(source)): their norm is then zero",
            at: context.place(of: use, in: network))
        }
        return nil
      }
    }
  }
}

extension LintNetwork {
  fileprivate func describe(_ source: ZeroableValues.Source) -> String {
    switch source {
    case .data: return "data in which zero is black or white, so that a sample can be zero everywhere"
    case .rectifier(let index):
      let name = builtins.last { $0.operations.contains(index) }?.name
      return "\(name.map { "a `\($0)`" } ?? "rectified values"), which can be zero everywhere"
    }
  }
}
