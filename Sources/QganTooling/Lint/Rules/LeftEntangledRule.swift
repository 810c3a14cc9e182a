import QganIR
import QganPasses
import QganSyntax

extension LintRules {
  static let leftEntangled = LintRule(
    "QG329", "ancilla-left-entangled", .gates,
    rationale: """
      A work qubit, on which no data and no weight act, influences what is read, is entangled with it at the end, and is not read. \
      The read-out then averages over its two values, as if it had been measured and the result thrown away: superpositions decay to \
      mixtures. Undo what was computed on it (the same gates in reverse), or read it too: `probs` over both keeps the cases apart. \
      What has no influence at all is told by QG322. Qubits on which data or weights act are taken for meant, as in circuits \
      that read one of their qubits or have hidden ones.

      Entanglement is found by simulation at a random point, up to 12 qubits, and never by mistake.
      """,
    bad: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        qubit ancilla;
        ry(x) q;
        ccx q[0], q[1], ancilla;
        cz ancilla, q[0];
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """,
    good: """
      circuit c(input angle[2] x, param angle[2] w) -> float[2] {
        qubit[2] q;
        qubit ancilla;
        ry(x) q;
        ccx q[0], q[1], ancilla;
        cz ancilla, q[0];
        ccx q[0], q[1], ancilla;
        ry(w) q;
        cx q[0], q[1];
        return expval(Z) q;
      }
      """
  ) { context in
    context.circuitUses.compactMap { network, use in
      context.finding(
        use.facts.leftEntangled, of: use, in: network,
        one: "is left entangled with what is read, and never read: the read-out averages over it",
        many: "are left entangled with what is read, and never read: the read-out averages over them")
    }
  }
}

extension Circuit {
  /// Qubits that gates act on but no read-out reads, and that neither data nor weights act on.
  var workQubits: Set<Int> {
    var result = Set(applications.flatMap(\.allQubits))
    result.subtract(measurements.flatMap(\.qubits))
    result.subtract(preparations.flatMap(\.qubits))
    for application in applications where !application.angles.allSatisfy(\.isConstant) {
      result.subtract(application.qubits)
    }
    return result
  }

  /// Work qubits that are entangled with what is read when all gates have acted.
  fileprivate var entangledWorkQubits: [Int] {
    ReadoutCorrelation.correlated(workQubits.sorted(), in: self).sorted()
  }
}

extension LintNetwork.CircuitFacts {
  /// Work qubits that stay entangled with what is read, also when the gates that nothing sees are left out.
  fileprivate var leftEntangled: [Int] {
    let entangled = circuit.entangledWorkQubits
    guard !entangled.isEmpty else { return [] }
    let seen = Set(simplified.entangledWorkQubits.map { simplified.qubitNames[$0] })
    return entangled.filter { seen.contains(circuit.qubitNames[$0]) }
  }
}
