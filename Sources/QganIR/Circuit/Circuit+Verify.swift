extension Circuit {
  /// Everything that is wrong with the circuit; empty for one that may be executed.
  public func verify() -> [IRError] {
    var verifier = CircuitVerifier(circuit: self)
    verifier.verify()
    return verifier.errors
  }
}

/// Collects what is wrong with a circuit.
struct CircuitVerifier {
  let circuit: Circuit
  /// Elements of each operand; 0 where the shape is wrong.
  var counts: [Int] = []
  var errors: [IRError] = []

  init(circuit: Circuit) { self.circuit = circuit }

  mutating func verify() {
    if circuit.qubitCount > 62 { report("the circuit", "has more than 62 qubits") }
    if Set(circuit.qubitNames).count != circuit.qubitCount {
      report("the circuit", "has two qubits of one name")
    }
    for operand in circuit.operands {
      let count = operand.shape.reduce(1 as Int?) { product, size in
        guard let product, size >= 0 else { return nil }
        let (value, overflow) = product.multipliedReportingOverflow(by: size)
        return overflow ? nil : value
      }
      counts.append(count ?? 0)
      if count == nil { report("operand `\(operand.name)`", "has the impossible shape \(operand.shape)") }
    }
    var prepared: Set<Int> = []
    for preparation in circuit.preparations { verify(preparation, &prepared) }
    for (index, operation) in circuit.operations.enumerated() {
      verify(operation, "operation \(index)")
    }
    for (index, measurement) in circuit.measurements.enumerated() {
      let place = "measurement \(index)"
      qubits(measurement.qubits, place)
    }
  }

  mutating func report(_ place: String, _ fault: String) {
    errors.append(IRError("\(place) \(fault)"))
  }

  private mutating func qubits(_ qubits: [Int], _ place: String) {
    for qubit in qubits where !circuit.qubitNames.indices.contains(qubit) {
      report(place, "reaches qubit \(qubit) of \(circuit.qubitCount)")
    }
    if Set(qubits).count != qubits.count { report(place, "has a qubit twice") }
  }

  private mutating func verify(_ preparation: Preparation, _ prepared: inout Set<Int>) {
    let place = "a preparation"
    qubits(preparation.qubits, place)
    if !prepared.isDisjoint(with: preparation.qubits) {
      report(place, "sets qubits that another one has set")
    }
    prepared.formUnion(preparation.qubits)
    guard counts.indices.contains(preparation.operand) else {
      report(place, "takes operand \(preparation.operand) of \(counts.count)")
      return
    }
    let count = preparation.qubits.count
    if count > 62 || counts[preparation.operand] != 1 << count {
      report(
        place, "of \(count) qubits takes an operand of \(counts[preparation.operand]) elements")
    }
  }

  private mutating func verify(_ operation: CircuitOperation, _ place: String) {
    switch operation {
    case .apply(let application):
      verify(application, place)
    case .barrier(let operands):
      qubits(operands, place)
    case .fused(let qubit, let applications):
      qubits([qubit], place)
      for application in applications {
        if !application.controls.isEmpty || application.qubits != [qubit] {
          report(place, "fuses a gate that is not an uncontrolled one on its qubit")
        }
        verify(application, place)
      }
    }
  }

  private mutating func verify(_ application: GateApplication, _ place: String) {
    let place = "\(place) (`\(application.gate)`)"
    qubits(application.allQubits, place)
    for angle in application.angles { verify(angle, place) }
    if application.gate == Gates.unitary {
      verifyUnitary(application, place)
      return
    }
    guard let gate = Gates.named(application.gate), gate.isBase, gate.name == application.gate else {
      report(place, "is not a base gate")
      return
    }
    if application.matrix != nil { report(place, "has a matrix of its own") }
    if application.angles.count != gate.angles.count {
      report(place, "has \(application.angles.count) angles in place of \(gate.angles.count)")
    }
    if application.qubits.count != gate.qubitCount {
      report(place, "acts on \(application.qubits.count) qubits in place of \(gate.qubitCount)")
    }
    if case .globalPhase = gate.form, !application.controls.isEmpty {
      report(place, "is a global phase under a control")
    }
  }

  private mutating func verifyUnitary(_ application: GateApplication, _ place: String) {
    if !application.angles.isEmpty { report(place, "has an angle") }
    guard let matrix = application.matrix else {
      report(place, "has no matrix")
      return
    }
    let count = application.qubits.count
    guard (1..<16).contains(count), matrix.size == 1 << count else {
      report(place, "has a matrix with \(matrix.size) rows for \(count) qubits")
      return
    }
    if !matrix.isUnitary() { report(place, "has a matrix that is not unitary within 1e-8") }
  }

  mutating func verify(_ angle: Angle, _ place: String) {
    if !angle.constant.isFinite || !angle.terms.allSatisfy(\.coefficient.isFinite) {
      report(place, "has an angle that is not finite")
    }
    for term in angle.terms {
      if !counts.indices.contains(term.operand) {
        report(place, "takes operand \(term.operand) of \(counts.count)")
      } else if !(0..<counts[term.operand]).contains(term.element) {
        report(
          place, "takes element \(term.element) of the \(counts[term.operand]) of operand \(term.operand)")
      }
    }
  }
}
