import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let redundantWeights = LintRule(
    "QG304", "redundant-weights", .trainability,
    rationale: """
      Two weights that enter a circuit only in one and the same sum (two RZ in a row, or `w[0] + w[1]`) are one degree of freedom: \
      the loss has a valley along their difference. Keep one of them, or put a gate between them that does not commute.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[2] a, param angle[2] b) -> float[2] {
        qubit[2] q;
        ry(x) q;
        ry(a + b) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2] a) -> float[2] {
        qubit[2] q;
        ry(x) q;
        ry(a) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.networks.flatMap { network -> [LintRule.Finding] in
      let weights = network.circuitWeights.filter { $0.uses.count == 1 }
      return network.circuits.enumerated().flatMap { number, use in
        redundant(in: use, network, weights.map(\.variable.name), context)
      }
    }
  }

  private static func redundant(
    in use: LintNetwork.CircuitUse, _ network: LintNetwork, _ weights: [String], _ context: LintContext
  ) -> [LintRule.Finding] {
    struct Occurrence: Hashable {
      var application: Int
      var ratio: Double
    }
    let simpler = use.facts.simplified
    var occurrences: [CircuitSensitivity.Element: [(application: Int, coefficient: Double)]] = [:]
    for (index, application) in simpler.applications.enumerated() {
      for term in application.angles.flatMap(\.terms) {
        guard let name = use.variables[term.operand], weights.contains(name) else { continue }
        occurrences[.init(operand: term.operand, element: term.element), default: []].append(
          (index, term.coefficient))
      }
    }
    var groups: [[Occurrence]: [CircuitSensitivity.Element]] = [:]
    for (element, places) in occurrences where use.facts.sensitivity.dead[element] == nil {
      guard let scale = places.first?.coefficient else { continue }
      let key = places.map { Occurrence(application: $0.application, ratio: $0.coefficient / scale) }
      groups[key, default: []].append(element)
    }
    let sorted = groups.values.filter { $0.count > 1 }
      .map { $0.sorted { ($0.operand, $0.element) < ($1.operand, $1.element) } }
      .sorted { ($0[0].operand, $0[0].element) < ($1[0].operand, $1[0].element) }
    guard let first = sorted.first else { return [] }
    func names(_ group: [CircuitSensitivity.Element]) -> String {
      group.map {
        let operand = use.circuit.operands[$0.operand]
        return "`\(ElementNames.name(operand.name, shape: operand.shape, element: $0.element))`"
      }.joined(separator: ", ")
    }
    let location = use.facts.locations[first[1]]
    let rest = sorted.count - 1
    let more =
      switch rest {
      case 0: ""
      case 1: ", and so does 1 more group of weights"
      default: ", and so do \(rest) more groups of weights"
      }
    return [
      .init(
        "\(names(first)) enter only as one sum and are one degree of freedom\(more)",
        at: context.place(location, use, in: network),
        notes: sorted.dropFirst().prefix(20).map { .init("\(names($0)) too") })
    ]
  }
}
