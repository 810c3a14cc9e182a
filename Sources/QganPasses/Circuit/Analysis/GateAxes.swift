import OrderedCollections
import QganIR

/// Which Paulis a gate commutes with on a qubit: what decides whether it may pass another gate.
///
/// A gate that commutes with P on a qubit is a sum of projectors on P's eigenstates there, times something elsewhere.
/// So two gates commute if on each qubit that both touch there is a P with which both commute, and a gate that does so
/// with all that follows it, and with what is measured, changes nothing.
struct GateAxes: OptionSet {
  let rawValue: UInt8

  static let x = GateAxes(rawValue: 1)
  static let y = GateAxes(rawValue: 2)
  static let z = GateAxes(rawValue: 4)
  static let all: GateAxes = [.x, .y, .z]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The axis of a measured Pauli.
  init(_ pauli: Pauli) {
    switch pauli {
    case .i: self = .all
    case .x: self = .x
    case .y: self = .y
    case .z: self = .z
    }
  }

  /// For each target of a matrix, the Paulis that commute with it there.
  static func targets(of matrix: ComplexMatrix, count: Int) -> [GateAxes] {
    (0..<count).map { target in
      var axes: GateAxes = []
      for (pauli, axis) in [(Pauli.x, GateAxes.x), (.y, .y), (.z, .z)] {
        var factors = [Pauli](repeating: .i, count: count)
        factors[target] = pauli
        let product = factors.product
        if (product * matrix).distance(to: matrix * product) < 1e-12 { axes.insert(axis) }
      }
      return axes
    }
  }

  /// The axes of every base gate's targets, at an angle that is in no way special.
  private static let table: [String: [GateAxes]] = Dictionary(
    uniqueKeysWithValues: Gates.base.map { gate in
      let matrix = gate.baseMatrix(angles: gate.angles.map { _ in 1.2345 })
      return (gate.name, matrix.map { targets(of: $0, count: gate.qubitCount) } ?? [])
    })

  /// Each touched qubit with its axes: controls, then targets.
  static func of(_ application: GateApplication) -> [(qubit: Int, axes: GateAxes)] {
    let targets =
      application.matrix.map { self.targets(of: $0, count: application.qubits.count) }
      ?? table[application.gate] ?? []
    let none = [GateAxes](repeating: [], count: max(0, application.qubits.count - targets.count))
    return application.controls.map { ($0.qubit, .z) } + zip(application.qubits, targets + none)
  }

  /// Each qubit that an operation touches, with its axes; a barrier's are empty.
  static func of(_ operation: CircuitOperation) -> [(qubit: Int, axes: GateAxes)] {
    switch operation {
    case .apply(let application):
      of(application)
    case .barrier(let qubits):
      qubits.map { ($0, []) }
    case .fused(let qubit, let applications):
      [(qubit, applications.reduce(.all) { $0.intersection(of($1).first?.axes ?? []) })]
    }
  }
}
