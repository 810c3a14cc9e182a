import QganIR

/// What the engine relies on; a circuit that a verifier accepted passes.
extension CircuitPlanner {
  /// The form of an application's gate, after everything that a step reads of the application is known to be there.
  func checkedForm(_ application: GateApplication) throws -> GateDefinition.Form {
    let name = "`\(application.gate)`"
    try checkQubits(application.allQubits, of: name)
    for angle in application.angles { try checkAngle(angle, of: name) }
    let form: GateDefinition.Form
    if application.gate == Gates.unitary {
      guard let matrix = application.matrix else { throw IRError("\(name) has no matrix") }
      form = .fixed(matrix)
    } else {
      guard let gate = Gates.named(application.gate) else { throw IRError("there is no gate \(name)") }
      form = gate.form
    }
    let (angles, qubits): (Int, Int?) =
      switch form {
      case .rotation(let paulis): (1, paulis.count)
      case .phase: (1, 1)
      case .globalPhase: (1, 0)
      case .fixed: (0, nil)
      case .controlled, .composed: (application.angles.count, nil)
      }
    guard application.angles.count == angles else {
      throw IRError("\(name) takes \(angles) angles and has \(application.angles.count)")
    }
    guard application.qubits.count == qubits ?? application.qubits.count else {
      throw IRError("\(name) acts on \(qubits ?? 0) qubits and has \(application.qubits.count)")
    }
    if case .fixed(let matrix) = form {
      guard application.qubits.count < 16, matrix.size == 1 << application.qubits.count,
        matrix.re.count == matrix.size * matrix.size, matrix.im.count == matrix.re.count
      else {
        throw IRError("\(name) has a matrix of \(matrix.size) rows on \(application.qubits.count) qubits")
      }
    }
    return form
  }

  /// Qubits exist and differ.
  func checkQubits(_ qubits: [Int], of owner: String) throws {
    guard qubits.allSatisfy({ (0..<plan.qubitCount).contains($0) }) else {
      throw IRError("\(owner) names a qubit that `\(plan.name)` does not have")
    }
    guard Set(qubits).count == qubits.count else { throw IRError("\(owner) names a qubit twice") }
  }

  private func checkAngle(_ angle: Angle, of owner: String) throws {
    for term in angle.terms {
      guard plan.operands.indices.contains(term.operand), term.element >= 0,
        term.element < plan.operands[term.operand].count
      else { throw IRError("an angle of \(owner) reads an element that no operand has") }
    }
  }

  func checkPreparations() throws {
    for preparation in plan.preparations {
      guard plan.operands.indices.contains(preparation.operand), !preparation.qubits.isEmpty,
        plan.operands[preparation.operand].count == 1 << preparation.qubits.count
      else { throw IRError("a preparation of `\(plan.name)` does not fit its operand") }
    }
    try checkQubits(plan.preparations.flatMap(\.qubits), of: "a preparation")
  }

  func checkMeasurements() throws {
    var count = 0
    for measurement in plan.measurements {
      try checkQubits(measurement.qubits, of: "a measurement")
      let (sum, overflows) = count.addingReportingOverflow(measurement.count)
      guard !overflows else { throw IRError("`\(plan.name)` has more outputs than can be counted") }
      count = sum
    }
  }
}
