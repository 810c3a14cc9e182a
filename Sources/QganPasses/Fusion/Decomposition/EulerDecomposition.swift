import QganIR

/// Writes gates as elementary operations, up to a global phase.
///
/// - A rotation exp(-i h P) by a Pauli string that is not all Z is brought to exp(-i h Y) on one bit, the pivot, by
///   quarter turns round Z and by CX, which are phases and bit operations: one rotation, whatever the string. One by
///   Z alone is a phase by a parity.
/// - A fixed single-qubit gate is phase, rotation, phase: `RZ(phi) RY(theta) RZ(lambda)`.
/// - Under controls a rotation by Y is two halves of it with CX between, which keeps real circuits real; any other
///   fixed gate is diagonalised: a basis change, phases under the controls, and back.
struct EulerDecomposition {
  private(set) var operations: [ElementaryOperation] = []
  /// Knows what is wrong with an application.
  private let planner: CircuitPlanner
  let bitCount: Int

  init(_ circuit: Circuit) throws {
    planner = try CircuitPlanner(circuit)
    bitCount = circuit.qubitCount
  }

  /// The operations of a circuit in order, barriers aside; `nil` where a fixed gate on several qubits is neither a
  /// permutation that CX, X and SWAP can do nor diagonal nor a product of such.
  static func operations(of circuit: Circuit) throws -> [ElementaryOperation]? {
    var decomposition = try EulerDecomposition(circuit)
    for application in circuit.applications {
      guard try decomposition.add(application) else { return nil }
    }
    return decomposition.operations
  }

  /// Appends an application; false where it has no such form.
  mutating func add(_ application: GateApplication) throws -> Bool {
    let form = try planner.checkedForm(application)
    let checks = application.controls.map { self.check(bit($0.qubit), $0.isOn) }
    let bits = application.qubits.map(bit)
    switch form {
    case .rotation(let paulis):
      addRotation(Array(zip(paulis, bits)), 0.5 * application.angles[0], where: checks)
    case .phase: addPhase(application.angles[0], where: checks + [check(bits[0])])
    case .globalPhase: addPhase(application.angles[0], where: checks)
    case .fixed(let matrix): return addFixed(matrix, bits, where: checks)
    case .controlled, .composed:
      throw IRError("`\(application.gate)` is not a base gate", suggestion: "expand gates before planning")
    }
    return true
  }

  private func bit(_ qubit: Int) -> Int { bitCount - 1 - qubit }

  func check(_ bit: Int, _ value: Bool = true) -> ParityCheck {
    ParityCheck(mask: 1 << UInt64(bit), value: value)
  }

  /// exp(i h) where the checks hold; nothing where there are none, for that is a global phase.
  mutating func addPhase(_ angle: Angle, where checks: [ParityCheck]) {
    if checks.isEmpty || angle == Angle(constant: 0) { return }
    operations.append(.phase(angle, checks))
  }

  /// exp(-i h P) where the checks hold, for a product of Paulis on different bits.
  mutating func addRotation(_ paulis: [(pauli: Pauli, bit: Int)], _ h: Angle, where checks: [ParityCheck]) {
    let factors = paulis.filter { $0.pauli != .i }
    guard let pivot = factors.first(where: { $0.pauli == .y }) ?? factors.first(where: { $0.pauli == .x })
    else {
      let mask = factors.reduce(UInt64(0)) { $0 | 1 << UInt64($1.bit) }
      addPhase(-h, where: checks)
      if mask != 0 { addPhase(2 * h, where: checks + [ParityCheck(mask: mask)]) }
      return
    }
    let others = factors.filter { $0.bit != pivot.bit }
    // The pivot becomes Y, the others X or Z.
    let turns: [(bit: Int, angle: Double)] =
      (pivot.pauli == .x ? [(pivot.bit, .pi / 2)] : [])
      + others.filter { $0.pauli == .y }.map { ($0.bit, -.pi / 2) }
    // CX takes Y on its target to Z Y, and Y on its control to Y X.
    let additions: [ElementaryOperation] =
      others.filter { $0.pauli == .z }.map { .add($0.bit, to: pivot.bit) }
      + others.filter { $0.pauli != .z }.map { .add(pivot.bit, to: $0.bit) }
    for turn in turns { addPhase(Angle(constant: turn.angle), where: [check(turn.bit)]) }
    operations += additions
    addTurn(h, bit: pivot.bit, where: checks)
    operations += additions.reversed()
    for turn in turns.reversed() { addPhase(Angle(constant: -turn.angle), where: [check(turn.bit)]) }
  }

  /// exp(-i h Y) where the checks hold.
  ///
  /// X and Z both turn its angle round, so that the halves add up or cancel; X under one control is free.
  mutating func addTurn(_ h: Angle, bit: Int, where checks: [ParityCheck]) {
    guard let first = checks.first else {
      operations.append(.rotation(bit: bit, h))
      return
    }
    for sign in [0.5, -0.5] {
      operations.append(.rotation(bit: bit, sign * h))
      if checks.count == 1, let control = control(of: first) {
        addFlip(of: bit, control: control, isOn: first.value)
      } else {
        addPhase(Angle(constant: .pi), where: checks + [check(bit)])
      }
    }
  }

  /// X on a bit where the checks hold.
  mutating func addFlip(of bit: Int, where checks: [ParityCheck]) {
    guard let first = checks.first else {
      operations.append(.flip(bit: bit))
      return
    }
    if checks.count == 1, let control = control(of: first) {
      addFlip(of: bit, control: control, isOn: first.value)
    } else {
      // RY(pi/2) takes the Z axis to the X axis.
      operations.append(.rotation(bit: bit, Angle(constant: -.pi / 4)))
      addPhase(Angle(constant: .pi), where: checks + [check(bit)])
      operations.append(.rotation(bit: bit, Angle(constant: .pi / 4)))
    }
  }

  private mutating func addFlip(of bit: Int, control: Int, isOn: Bool) {
    operations.append(.add(control, to: bit))
    if !isOn { operations.append(.flip(bit: bit)) }
  }

  /// The bit that a check is of, if it is one.
  private func control(of check: ParityCheck) -> Int? {
    check.mask.nonzeroBitCount == 1 ? check.mask.trailingZeroBitCount : nil
  }

  mutating func append(_ operation: ElementaryOperation) { operations.append(operation) }
}
