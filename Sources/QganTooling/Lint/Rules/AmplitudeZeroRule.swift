import QganIR
import QganSyntax

extension LintRules {
  /// Functions that can be zero for all elements at once, over much of their data.
  private static let rectifiers: Set = ["relu", "relu6", "clamp"]

  static let amplitudeZero = LintRule(
    "QG309", "amplitudes-of-zero", .trainability,
    rationale: """
      Amplitudes are divided by their norm, and the norm of a vector of zeros is none: the outputs are NaN and the run ends. \
      A ReLU gives zeros for whole samples. Add a small constant, or use an activation that is not flat.
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
      let producers = LintNetwork.producers(network.graph)
      func origin(_ value: ValueID) -> ValueID { LintNetwork.origin(of: value, producers, network.graph) }
      let flat = Dictionary(
        network.builtins.filter { rectifiers.contains($0.name) }.compactMap { scope in
          scope.result.map { (origin($0.value), scope.name) }
        }, uniquingKeysWith: { first, _ in first })
      return network.scopes.compactMap { scope in
        guard scope.kind == .circuit,
          let use = network.circuits.first(where: { use in
            use.declaredName == scope.name.split(separator: ".").last.map(String.init)
              && !use.circuit.preparations.isEmpty
          }), let name = scope.inputs.compactMap({ flat[origin($0.value)] }).first
        else { return nil }
        return .init(
          "`\(use.declaredName)` prepares amplitudes from a `\(name)`, which can be zero everywhere: their norm is then zero",
          at: context.place(of: use, in: network))
      }
    }
  }
}
