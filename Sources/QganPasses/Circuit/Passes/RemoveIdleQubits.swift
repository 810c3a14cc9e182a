import QganIR

/// Drops qubits that nothing touches, barriers aside: each halves the state. One qubit always stays.
enum RemoveIdleQubits {
  static func run(_ circuit: Circuit) -> Circuit {
    var used = Set(circuit.preparations.flatMap(\.qubits) + circuit.measurements.flatMap(\.qubits))
    for operation in circuit.operations {
      if case .barrier = operation { continue }
      used.formUnion(operation.qubits)
    }
    if used.isEmpty, circuit.qubitCount > 0 { used = [0] }
    guard used.count < circuit.qubitCount else { return circuit }
    let kept = circuit.qubitNames.indices.filter(used.contains)
    let place = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    func moved(_ qubits: [Int]) -> [Int] { qubits.compactMap { place[$0] } }
    func moved(_ application: GateApplication) -> GateApplication {
      var result = application
      result.qubits = moved(application.qubits)
      result.controls = application.controls.compactMap { control in
        place[control.qubit].map { Control(qubit: $0, isOn: control.isOn) }
      }
      return result
    }
    var result = circuit
    result.qubitNames = kept.map { circuit.qubitNames[$0] }
    result.preparations = circuit.preparations.map {
      Preparation(operand: $0.operand, qubits: moved($0.qubits))
    }
    result.operations = circuit.operations.compactMap { operation in
      switch operation {
      case .apply(let application):
        return .apply(moved(application))
      case .barrier(let qubits):
        // Without qubits it would stand for all.
        return qubits.isEmpty || !moved(qubits).isEmpty ? .barrier(moved(qubits)) : nil
      case .fused(let qubit, let applications):
        return place[qubit].map { .fused(qubit: $0, applications.map(moved)) }
      }
    }
    result.measurements = circuit.measurements.map { measurement in
      switch measurement {
      case .expectation(let factors):
        .expectation(
          factors.compactMap { factor in place[factor.qubit].map { PauliFactor(factor.pauli, $0) } })
      case .probabilities(let qubits):
        .probabilities(qubits: moved(qubits))
      }
    }
    return result
  }
}
