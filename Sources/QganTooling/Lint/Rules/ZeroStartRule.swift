import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let zeroStart = LintRule(
    "QG310", "zero-gradient-at-start", .trainability,
    rationale: """
      Where all weights of a circuit start at a constant, the start may be a stationary point for all data: every gradient is zero, \
      and no step of an optimizer leaves it. RY angles of zero before Z read-outs are the usual case. Start with \
      `~ normal(0, 0.1)`.
      """,
    bad: """
      circuit c(param angle[2] w ~ constant(0)) -> float[2] {
        qubit[2] q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(param angle[2] w ~ normal(0, 0.1)) -> float[2] {
        qubit[2] q;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.networks.flatMap { network in
      network.circuits.compactMap { use -> LintRule.Finding? in
        let circuit = use.circuit
        let weights = circuit.operands.indices.filter { circuit.operands[$0].binding == .param }
        // Simulated as it stands, so only what is small.
        guard !weights.isEmpty, circuit.qubitCount <= 8, circuit.applications.count <= 400,
          circuit.operands.reduce(0, { $0 + $1.count }) <= 200, circuit.preparations.isEmpty
        else { return nil }
        var constants: [Int: Double] = [:]
        for operand in weights {
          guard let name = use.variables[operand], let variable = network.graph.variables[name],
            !variable.isFrozen, case .constant(let value) = variable.initializer
          else { return nil }
          constants[operand] = value
        }
        let alive = weights.contains { operand in
          (0..<circuit.operands[operand].count).contains {
            let key = CircuitSensitivity.Element(operand: operand, element: $0)
            return use.facts.sensitivity.occurring.contains(key) && use.facts.sensitivity.dead[key] == nil
          }
        }
        guard alive else { return nil }
        for seed in 0..<3 {
          var random = SeededGenerator(seed: UInt64(seed))
          let operands = circuit.operands.enumerated().map { index, operand in
            (0..<operand.count).map { _ in constants[index] ?? Double.random(in: -3...3, using: &random) }
          }
          let slopes = ReferenceSimulator(circuit).jacobian(operands)
          if weights.contains(where: { slopes[$0].contains { $0.contains { abs($0) > 1e-10 } } }) {
            return nil
          }
        }
        let name = circuit.operands[weights[0]].name
        return .init(
          "all weights of `\(use.declaredName)` start at a point where every gradient is zero",
          at: context.place(ofParameter: name, of: use, in: network))
      }
    }
  }
}
