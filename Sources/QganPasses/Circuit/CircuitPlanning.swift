import Foundation
import QganIR

/// Turns a circuit of base gates into kernel steps; throws an `IRError` where the circuit contradicts itself.
///
/// Global phases vanish: no measurement and no gradient sees them.
public func planCircuit(_ circuit: Circuit) throws -> CircuitPlan {
  var planner = try CircuitPlanner(circuit)
  for operation in circuit.operations {
    switch operation {
    case .barrier: break
    case .apply(let application): try planner.add(application)
    case .fused(let qubit, let applications): try planner.add(applications, fusedOn: qubit)
    }
  }
  var plan = planner.plan
  plan.fused = try fuseCircuit(circuit)
  return plan
}

/// Collects the steps of one circuit.
struct CircuitPlanner {
  private(set) var plan: CircuitPlan
  private var argumentIndices: [Angle: Int] = [:]

  init(_ circuit: Circuit) throws {
    guard circuit.qubitCount <= CircuitPlan.maximumQubitCount else {
      throw IRError(
        "`\(circuit.name)` has \(circuit.qubitCount) qubits; at most \(CircuitPlan.maximumQubitCount) can be simulated"
      )
    }
    plan = CircuitPlan(
      name: circuit.name, qubitNames: circuit.qubitNames, operands: circuit.operands,
      preparations: circuit.preparations, measurements: circuit.measurements)
    try checkPreparations()
    try checkMeasurements()
  }

  private mutating func argument(_ angle: Angle) -> Int {
    if let index = argumentIndices[angle] { return index }
    argumentIndices[angle] = plan.angles.count
    plan.angles.append(angle)
    return plan.angles.count - 1
  }

  private func bit(_ qubit: Int) -> Int { plan.qubitCount - 1 - qubit }

  private func mask(_ controls: [Control]) -> BasisMask {
    controls.reduce(BasisMask()) { $0.with(bit: bit($1.qubit), isOn: $1.isOn) }
  }

  mutating func add(_ application: GateApplication) throws {
    let form = try checkedForm(application)
    let mask = mask(application.controls)
    switch form {
    case .rotation(let paulis):
      addRotation(paulis, angle: application.angles[0], mask: mask, qubits: application.qubits)
    case .phase:
      addPhase(application.angles[0], mask: mask.with(bit: bit(application.qubits[0]), isOn: true))
    case .globalPhase:
      addPhase(application.angles[0], mask: mask)
    case .fixed(let matrix):
      addFixed(matrix, mask: mask, qubits: application.qubits)
    case .controlled, .composed:
      throw IRError("`\(application.gate)` is not a base gate", suggestion: "expand gates before planning")
    }
  }

  private mutating func addRotation(_ paulis: [Pauli], angle: Angle, mask: BasisMask, qubits: [Int]) {
    var product = PauliMask()
    for (pauli, qubit) in zip(paulis, qubits) { product.insert(pauli, bit: bit(qubit)) }
    if product == PauliMask() {
      addPhase(-0.5 * angle, mask: mask)
    } else if mask.mask == 0, product.x == 0, product.z.nonzeroBitCount == 1 {
      // RZ is a phase up to a global one, at half the work.
      addPhase(angle, mask: BasisMask(mask: product.z, value: product.z))
    } else {
      plan.steps.append(.rotation(product, mask, argument: argument(0.5 * angle)))
    }
  }

  private mutating func addPhase(_ angle: Angle, mask: BasisMask) {
    if mask.mask == 0 || angle == Angle(constant: 0) { return }
    plan.steps.append(.phase(mask, argument: argument(angle)))
  }

  private mutating func addFixed(_ matrix: ComplexMatrix, mask: BasisMask, qubits: [Int]) {
    let bits = qubits.map(bit)
    if matrix == .identity(matrix.size) { return }
    if bits.isEmpty {
      addPhase(Angle(constant: atan2(matrix.im[0], matrix.re[0])), mask: mask)
    } else if bits.count == 1 {
      if matrix == Pauli.x.matrix {
        plan.steps.append(.exchange(mask.with(bit: bits[0], isOn: false), flip: 1 << UInt64(bits[0])))
      } else if matrix.isDiagonal(tolerance: 0) {
        addDiagonal(matrix, mask: mask, bit: bits[0])
      } else {
        plan.steps.append(.block(bit: bits[0], mask, [.fixed(matrix)]))
      }
    } else if bits.count == 2, matrix == CircuitPlanner.swap {
      plan.steps.append(
        .exchange(
          mask.with(bit: bits[0], isOn: true).with(bit: bits[1], isOn: false),
          flip: 1 << UInt64(bits[0]) | 1 << UInt64(bits[1])))
    } else {
      plan.steps.append(.matrix(bits: bits, mask, matrix))
    }
  }

  private mutating func addDiagonal(_ matrix: ComplexMatrix, mask: BasisMask, bit: Int) {
    let (low, high) = (atan2(matrix.im[0], matrix.re[0]), atan2(matrix.im[3], matrix.re[3]))
    if mask.mask == 0 {
      addPhase(Angle(constant: high - low), mask: mask.with(bit: bit, isOn: true))
    } else {
      addPhase(Angle(constant: low), mask: mask.with(bit: bit, isOn: false))
      addPhase(Angle(constant: high), mask: mask.with(bit: bit, isOn: true))
    }
  }

  private static let swap = ComplexMatrix(
    size: 4, re: [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1], im: [Double](repeating: 0, count: 16))

  /// A run of gates on one qubit: one gate as itself, diagonal ones as one phase, others as a block.
  mutating func add(_ applications: [GateApplication], fusedOn qubit: Int) throws {
    try checkQubits([qubit], of: "a fused block")
    guard applications.count != 1 else { return try add(applications[0]) }
    let before = (plan.angles, argumentIndices)
    var factors: [CircuitFactor] = []
    var total = Angle(constant: 0)
    var isDiagonal = true
    for application in applications {
      let form = try checkedForm(application)
      guard application.controls.isEmpty, application.qubits.allSatisfy({ $0 == qubit }) else {
        throw IRError("a fused block on one qubit has `\(application.gate)` on others")
      }
      switch form {
      case .rotation(let paulis):
        guard paulis.count == 1, paulis[0] != .i else { continue }
        factors.append(.rotation(paulis[0], argument: argument(0.5 * application.angles[0])))
        if paulis[0] == .z { total = total + application.angles[0] } else { isDiagonal = false }
      case .phase:
        factors.append(.phase(argument: argument(application.angles[0])))
        total = total + application.angles[0]
      case .globalPhase: break
      case .fixed(let matrix):
        guard matrix.size == 2 else { continue }
        factors.append(.fixed(matrix))
        if matrix.isDiagonal(tolerance: 0) {
          let phase = atan2(matrix.im[3], matrix.re[3]) - atan2(matrix.im[0], matrix.re[0])
          total = total + Angle(constant: phase)
        } else {
          isDiagonal = false
        }
      case .controlled, .composed:
        throw IRError("`\(application.gate)` is not a base gate", suggestion: "expand gates before planning")
      }
    }
    if isDiagonal {
      (plan.angles, argumentIndices) = before
      addPhase(total, mask: BasisMask().with(bit: bit(qubit), isOn: true))
    } else {
      plan.steps.append(.block(bit: bit(qubit), BasisMask(), factors))
    }
  }
}
