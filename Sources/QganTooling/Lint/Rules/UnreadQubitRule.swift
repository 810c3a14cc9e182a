import QganIR
import QganSyntax

extension LintRules {
  static let unreadQubit = LintRule(
    "QG322", "qubit-never-read", .gates,
    rationale: """
      Gates act on the qubit, but no read-out reads it, nor any qubit that it could have an influence on: all that happens there is \
      lost. Read it, or leave it out.
      """,
    bad: """
      circuit c(input angle[3] x) -> float[2] {
        qubit[3] q;
        ry(x[0:1]) q[0:1];
        cx q[0], q[1];
        h q[2];
        ry(x[2]) q[0];
        return expval(Z) q[0:1];
      }
      """,
    good: """
      circuit c(input angle[3] x) -> float[2] {
        qubit[2] q;
        ry(x[0:1]) q;
        cx q[0], q[1];
        ry(x[2]) q[0];
        return expval(Z) q;
      }
      """
  ) { context in
    context.circuitUses.compactMap { network, use in
      context.finding(
        use.circuit.unreadQubits, of: use, in: network,
        one: "is never read, nor does it influence what is",
        many: "are never read, nor do they influence what is")
    }
  }
}

extension Circuit {
  /// Qubits that gates or preparations act on.
  var touchedQubits: Set<Int> {
    Set(applications.flatMap(\.allQubits)).union(preparations.flatMap(\.qubits))
  }

  /// Qubits that are acted on and from which no chain of gates leads to a read-out.
  var unreadQubits: [Int] {
    var cone = Set(measurements.flatMap(\.qubits))
    for application in applications.reversed() where !cone.isDisjoint(with: application.allQubits) {
      cone.formUnion(application.allQubits)
    }
    for preparation in preparations where !cone.isDisjoint(with: preparation.qubits) {
      cone.formUnion(preparation.qubits)
    }
    return touchedQubits.subtracting(cone).sorted()
  }
}
