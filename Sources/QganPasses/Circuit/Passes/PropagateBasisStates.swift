import QganIR

/// Follows qubits that are still in a known basis state, and drops what that makes superfluous: gates whose control
/// cannot hold, controls that always hold, phases on basis states, such as the first rz of a layer on |0>.
///
/// What is dropped changes the state by a global phase at most. Nothing moves, so barriers do not matter.
enum PropagateBasisStates {
  static func run(_ circuit: Circuit) -> Circuit {
    var states = KnownStates(circuit)
    var result = circuit
    result.operations = circuit.operations.compactMap { operation in
      switch operation {
      case .apply(let application):
        return states.simplify(application).map { .apply($0) }
      case .barrier:
        return operation
      case .fused(let qubit, let applications):
        let kept = applications.compactMap { states.simplify($0) }
        return kept.isEmpty ? nil : .fused(qubit: qubit, kept)
      }
    }
    return result
  }
}

/// Which qubits are in a basis state.
private struct KnownStates {
  /// `nil` where a qubit may be in a superposition or entangled.
  private var values: [Bool?]

  init(_ circuit: Circuit) {
    values = [Bool?](repeating: false, count: circuit.qubitCount)
    for qubit in circuit.preparations.flatMap(\.qubits) { values[qubit] = nil }
  }

  /// The application as it acts on these states, which then change; `nil` if it gives a global phase at most.
  mutating func simplify(_ application: GateApplication) -> GateApplication? {
    var result = application
    result.controls = []
    for control in application.controls {
      switch values[control.qubit] {
      case nil: result.controls.append(control)
      case control.isOn?: break
      default: return nil
      }
    }
    guard let simpler = withoutKnownPhases(result) else { return nil }
    advance(simpler)
    return simpler
  }

  /// Resolves diagonal parts on known qubits.
  private func withoutKnownPhases(_ application: GateApplication) -> GateApplication? {
    if application.controls.isEmpty, application.isDiagonal,
      application.qubits.allSatisfy({ values[$0] != nil })
    {
      return nil
    }
    guard let form = RotationForm(application) else { return application }
    if let target = application.qubits.first, application.qubits.count == 1, form.key.axis == nil,
      let value = values[target]
    {
      // diag(1, ..., 1, exp(i angle)): the target is but one more qubit that must be on.
      guard value else { return nil }
      guard let on = application.controls.lastIndex(where: \.isOn) else { return application }
      var result = application
      result.qubits = [result.controls.remove(at: on).qubit]
      return result
    }
    return withoutKnownFactors(application)
  }

  /// Drops the Z factors of a rotation's Pauli product that stand on known qubits: each is a sign of the angle.
  private func withoutKnownFactors(_ application: GateApplication) -> GateApplication {
    guard case .rotation(let paulis)? = Gates.named(application.gate)?.form,
      let angle = application.angles.first
    else { return application }
    let kept = paulis.indices.filter { paulis[$0] != .z || values[application.qubits[$0]] == nil }
    guard kept.count < paulis.count,
      let gate = Gates.base.first(where: {
        if case .rotation(let rest) = $0.form { rest == kept.map { paulis[$0] } } else { false }
      })
    else { return application }
    let ones = paulis.indices.filter { !kept.contains($0) && values[application.qubits[$0]] == true }
    var result = application
    result.gate = gate.name
    result.qubits = kept.map { application.qubits[$0] }
    result.angles = [ones.count % 2 == 0 ? angle : -angle]
    return result
  }

  /// Changes the states as the application does.
  private mutating func advance(_ application: GateApplication) {
    if application.controls.isEmpty {
      switch application.gate {
      case "x", "y":
        for qubit in application.qubits { values[qubit]?.toggle() }
        return
      case "swap":
        values.swapAt(application.qubits[0], application.qubits[1])
        return
      default:
        break
      }
    }
    for (qubit, axes) in GateAxes.of(application) where !axes.contains(.z) { values[qubit] = nil }
  }
}
