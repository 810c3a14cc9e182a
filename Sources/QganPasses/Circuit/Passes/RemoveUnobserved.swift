import QganIR

/// Drops gates that no measurement can see: those outside every light cone, and those that commute with all that
/// follows and with what is measured, such as diagonal gates before Z read-outs.
///
/// A gate before a barrier may be dropped too: it is removed, not moved across.
enum RemoveUnobserved {
  static func run(_ circuit: Circuit) -> Circuit {
    /// For each qubit, the axes shared by all that comes later; `nil` where nothing does.
    var later = [GateAxes?](repeating: nil, count: circuit.qubitCount)
    func keep(_ touched: [(qubit: Int, axes: GateAxes)]) {
      for (qubit, axes) in touched { later[qubit] = (later[qubit] ?? .all).intersection(axes) }
    }
    for measurement in circuit.measurements {
      switch measurement {
      case .expectation(let factors):
        keep(factors.filter { $0.pauli != .i }.map { ($0.qubit, GateAxes($0.pauli)) })
      case .probabilities(let qubits):
        keep(qubits.map { ($0, .z) })
      }
    }
    func isUnobserved(_ touched: [(qubit: Int, axes: GateAxes)]) -> Bool {
      touched.allSatisfy { qubit, axes in later[qubit].map { !$0.isDisjoint(with: axes) } ?? true }
    }
    var kept: [CircuitOperation] = []
    for operation in circuit.operations.reversed() {
      switch operation {
      case .barrier:
        kept.append(operation)
      case .apply(let application):
        let touched = GateAxes.of(application)
        if isUnobserved(touched) { continue }
        keep(touched)
        kept.append(operation)
      case .fused(let qubit, let applications):
        var rest: [GateApplication] = []
        for application in applications.reversed() {
          let touched = GateAxes.of(application)
          if isUnobserved(touched) { continue }
          keep(touched)
          rest.append(application)
        }
        if !rest.isEmpty { kept.append(.fused(qubit: qubit, rest.reversed())) }
      }
    }
    var result = circuit
    result.operations = kept.reversed()
    return result
  }
}
