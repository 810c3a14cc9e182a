import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let constantReadout = LintRule(
    "QG305", "constant-readout", .trainability,
    rationale: """
      A read-out that is the same whatever the data and the weights are: on a qubit that no gate reaches, or of an observable that \
      averages to zero, such as X of a qubit that stays in a basis state. Read a qubit that the data reach, or another observable.
      """,
    bad: """
      circuit c(input angle[2] x) -> float[3] {
        qubit[3] q;
        ry(x) q[0:1];
        cx q[0], q[1];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.circuitUses.compactMap { network, use in
      let constants = use.facts.sensitivity.constantReadouts.sorted()
      // A circuit that nothing varies in is meant to be what it is.
      guard !constants.isEmpty, !use.circuit.operands.isEmpty else { return nil }
      let names = constants.map { index -> String in
        switch use.circuit.measurements[index] {
        case .expectation(let factors):
          let text = factors.map { "\($0.pauli.rawValue) of `\(use.circuit.qubitNames[$0.qubit])`" }
          return "the expectation of \(text.joined(separator: " times "))"
        case .probabilities(let qubits):
          return "the distribution of "
            + qubits.prefix(4).map { "`\(use.circuit.qubitNames[$0])`" }.joined(separator: ", ")
        }
      }
      let more = names.count > 1 ? ", and \(names.count - 1) more" : ""
      return .init(
        "\(names[0]) is the same for all data and weights\(more)",
        at: context.readoutPlace(of: use, in: network), notes: names.dropFirst().map { .init("\($0) too") })
    }
  }
}

extension LintContext {
  /// The first read-out of a circuit of the linted file, or else the circuit's place.
  func readoutPlace(of use: LintNetwork.CircuitUse, in network: LintNetwork) -> SourceRange {
    guard let declaration = declaration(of: use) else { return place(of: use, in: network) }
    for statement in declaration.body.statements {
      switch statement.kind {
      case .binding(_, .readout(let readout)), .return(.readout(let readout)): return readout.range
      default: continue
      }
    }
    return declaration.name.range
  }
}
