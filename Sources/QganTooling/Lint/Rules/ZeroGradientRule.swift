import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let zeroGradient = LintRule(
    "QG301", "zero-gradient", .trainability,
    rationale: """
      An angle that no output depends on, whatever the weights and the data are, has gradient zero for ever: it is never trained, \
      and counts of parameters that include it say too much. The typical ones are an RZ on a qubit that is still in |0> and \
      diagonal gates of the last layer, which neither CX nor Z read-outs let be seen. Strongly entangling layers of 5 qubits and 6 \
      layers have 10 such weights of 90. Leave those gates out, or put a gate that does not commute with them (`h`, `ry`) before \
      the first ones or behind the last ones.

      What is reported is proven, by the Pauli strings that stay eigenvectors of the state and those that the read-outs can become.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[2, 2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        ry(w[0]) q;
        cx q[0], q[1];
        rz(w[1]) q;
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        ry(x) q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.networks.flatMap { network in
      network.circuitWeights.flatMap { variable, uses in
        findings(variable, uses, network, context)
      }
    }
  }

  private static func findings(
    _ variable: Variable, _ uses: [(use: LintNetwork.CircuitUse, operand: Int)], _ network: LintNetwork,
    _ context: LintContext
  ) -> [LintRule.Finding] {
    let count = variable.shape.reduce(1, *)
    /// Dead in every use that has it, and there is one.
    var dead: [(element: Int, place: SourceRange, reason: CircuitSensitivity.Reason)] = []
    for element in 0..<count {
      var first: (SourceRange, CircuitSensitivity.Reason)?
      var isDead = true
      for (use, operand) in uses where isDead {
        let key = CircuitSensitivity.Element(operand: operand, element: element)
        guard use.facts.sensitivity.occurring.contains(key) else { continue }
        guard let reason = use.facts.sensitivity.dead[key] else {
          isDead = false
          continue
        }
        if first == nil { first = (context.place(use.facts.locations[key], use, in: network), reason) }
      }
      if isDead, let first { dead.append((element, first.0, first.1)) }
    }
    guard let use = uses.first?.use, let operand = uses.first?.operand else { return [] }
    let base = use.circuit.operands[operand].name
    var places: [SourceRange] = []
    for item in dead where !places.contains(item.place) { places.append(item.place) }
    return places.map { place in
      let here = dead.filter { $0.place == place }
      let elements = here.map(\.element)
      let verb = elements.count == 1 ? "has" : "have"
      var notes: [Diagnostic.Note] = []
      for reason in Set(here.map(\.reason)).sorted() {
        let some = here.filter { $0.reason == reason }.map(\.element)
        notes.append(.init("\(ElementNames.list(base, shape: variable.shape, some)): \(reason.advice)"))
      }
      return .init(
        "\(ElementNames.summary(base, shape: variable.shape, elements)) \(verb) gradient zero, whatever the weights and data are: \(dead.count) of the \(count) elements of `\(base)` are never trained",
        at: place, notes: notes)
    }
  }
}

extension CircuitSensitivity.Reason {
  /// Why, and what to do.
  fileprivate var advice: String {
    switch self {
    case .phaseOnly:
      "the state is an eigenstate of the rotation there and gains but a phase; leave it out, or put `h` or `ry` before it"
    case .commutes:
      "all that is read commutes with the rotation; leave it out, or put `ry` or `h` between it and the read-out"
    case .averages:
      "what the rotation changes averages to zero in all that is read; leave it out, or read something else"
    case .simplified: "other gates cancel or absorb the rotation; leave it out"
    }
  }
}
