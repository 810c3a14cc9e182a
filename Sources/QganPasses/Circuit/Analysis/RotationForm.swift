import Foundation
import QganIR

/// An application seen as a rotation or phase, so that equal ones add up their angles.
struct RotationForm {
  /// What must agree for two to be merged.
  struct Key: Hashable {
    /// Product of Paulis for rotations; `nil` for diag(1, ..., 1, exp(i angle)).
    var axis: [Pauli]?
    /// Sorted by qubit.
    var controls: [Control]
    var qubits: [Int]
  }

  var key: Key
  var angle: Angle
  /// Whether the gate has an angle parameter, rather than being a fixed root of a Pauli.
  var isParametric: Bool

  /// `nil` for what is neither a rotation nor a phase.
  ///
  /// Uncontrolled, a phase counts as a rz and x, y and their roots as rotations, for the global phase is not
  /// observable.
  init?(_ application: GateApplication) {
    guard let gate = Gates.named(application.gate) else { return nil }
    let controls = application.controls.sorted { $0.qubit < $1.qubit }
    isParametric = !application.angles.isEmpty
    switch gate.form {
    case .rotation(let paulis):
      guard let angle = application.angles.first else { return nil }
      self.angle = angle
      let order = application.qubits.indices.sorted { application.qubits[$0] < application.qubits[$1] }
      key = Key(
        axis: order.map { paulis[$0] }, controls: controls, qubits: order.map { application.qubits[$0] })
    case .phase:
      guard let angle = application.angles.first, let qubit = application.qubits.first else { return nil }
      self.angle = angle
      key = Self.phaseKey(controls, qubit)
    case .fixed:
      guard let qubit = application.qubits.first, let (pauli, angle) = Self.rotations[gate.name] else {
        return nil
      }
      self.angle = Angle(constant: angle)
      if pauli == .z {
        key = Self.phaseKey(controls, qubit)
      } else if controls.isEmpty {
        key = Key(axis: [pauli], controls: [], qubits: [qubit])
      } else {
        return nil
      }
    case .globalPhase, .controlled, .composed:
      return nil
    }
  }

  /// The application with that form's key and another angle, simplified to a fixed gate where there is one; `nil` where
  /// it is the identity (up to a global phase, if uncontrolled).
  static func application(_ key: Key, _ angle: Angle, location: Location?) -> GateApplication? {
    var result = GateApplication(
      gate: "p", angles: [angle], controls: key.controls, qubits: key.qubits, location: location)
    if let axis = key.axis {
      guard
        let gate = Gates.base.first(where: {
          if case .rotation(let paulis) = $0.form {
            paulis == axis || paulis.reversed() == axis
          } else {
            false
          }
        }), case .rotation(let paulis) = gate.form
      else { return nil }
      if paulis != axis { result.qubits.reverse() }
      result.gate = gate.name
    }
    return result.isIdentity ? nil : result.named
  }

  /// diag(1, ..., 1, exp(i angle)) is the same whichever of the qubits that must be on is called the target.
  private static func phaseKey(_ controls: [Control], _ qubit: Int) -> Key {
    guard !controls.isEmpty else { return Key(axis: [.z], controls: [], qubits: [qubit]) }
    let all = (controls + [Control(qubit: qubit)]).sorted { $0.qubit < $1.qubit }
    guard let target = all.lastIndex(where: \.isOn) else {
      return Key(axis: nil, controls: controls, qubits: [qubit])
    }
    var others = all
    others.remove(at: target)
    return Key(axis: nil, controls: others, qubits: [all[target].qubit])
  }

  /// What `rotation` says of every fixed single-qubit gate, by name.
  private static let rotations: [String: (Pauli, Double)] = {
    var table: [String: (Pauli, Double)] = [:]
    for gate in Gates.base where gate.qubitCount == 1 {
      if case .fixed(let matrix) = gate.form { table[gate.name] = rotation(matrix) }
    }
    return table
  }()

  /// The Pauli and angle of which a fixed gate is the rotation, up to a phase; for Z the phase of diag(1, exp(i angle)).
  private static func rotation(_ matrix: ComplexMatrix) -> (Pauli, Double)? {
    let angles: [Double] = [.pi, .pi / 2, -.pi / 2, .pi / 4, -.pi / 4]
    for pauli in [Pauli.x, .y, .z] {
      for angle in angles {
        let cosine = Complex(cos(angle / 2)) * ComplexMatrix.identity(2)
        let inverse = cosine + Complex(0, sin(angle / 2)) * pauli.matrix
        if (inverse * matrix).isPhaseOfIdentity() { return (pauli, angle) }
      }
    }
    return nil
  }
}

extension GateApplication {
  /// Whether this is the identity: exactly under controls, else up to a global phase, within 1e-12.
  var isIdentity: Bool {
    if gate == "gphase" { return controls.isEmpty }
    guard angles.allSatisfy(\.isConstant), let matrix = targetMatrix(angles: angles.map(\.constant)) else {
      return false
    }
    return controls.isEmpty
      ? matrix.isPhaseOfIdentity() : matrix.distance(to: .identity(matrix.size)) <= 1e-12
  }

  /// The fixed gate that this constant single-qubit gate is (a phase, or uncontrolled and up to a global phase a rz),
  /// else itself.
  var named: GateApplication {
    guard gate == "p" || (gate == "rz" && controls.isEmpty), let angle = angles.first, angle.isConstant
    else { return self }
    var result = self
    let reduced = angle.constant.remainder(dividingBy: 2 * .pi)
    for (name, value) in [("s", 0.5), ("sdg", -0.5), ("t", 0.25), ("tdg", -0.25), ("z", 1), ("z", -1)]
    where abs(reduced - value * .pi) < 1e-14 {
      result.gate = name
      result.angles = []
    }
    return result
  }
}
