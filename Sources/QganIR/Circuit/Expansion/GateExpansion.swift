/// Turns gates as a file writes them into applications of base gates, and transforms lists of such applications.
///
/// Lists are in the order in which the gates act. Applications that are given must be valid (`Circuit.verify`).
public enum GateExpansion {
  /// The most applications that a power may expand into.
  public static let powerLimit = 1_000_000

  /// A registered gate (not `unitary`) on `qubits`, its own controls first, under further `controls`.
  ///
  /// - Throws: `IRError` for an unknown gate, wrong numbers of angles or qubits, or a qubit that stands twice.
  public static func expand(
    gate name: String, angles: [Angle], qubits: [Int], controls: [Control] = [], location: Location? = nil
  ) throws(IRError) -> [GateApplication] {
    guard let gate = Gates.named(name) else {
      throw IRError(
        name == Gates.unitary ? "`unitary` takes a matrix" : "there is no gate `\(name)`")
    }
    guard angles.count == gate.angles.count else {
      throw IRError("`\(name)` takes \(counted(gate.angles.count, "angle")), not \(angles.count)")
    }
    guard qubits.count == gate.qubitCount else {
      throw IRError("`\(name)` acts on \(counted(gate.qubitCount, "qubit")), not \(qubits.count)")
    }
    try requireDistinct(controls.map(\.qubit) + qubits)
    return apply(gate, angles: angles, qubits: qubits, controls: controls, location: location)
  }

  /// A constant matrix on `qubits`, the first being its most significant bit, under `controls`.
  ///
  /// - Throws: `IRError` unless the matrix is unitary within 1e-8 and of size `2 ** qubits.count`.
  public static func unitary(
    _ matrix: ComplexMatrix, qubits: [Int], controls: [Control] = [], location: Location? = nil
  ) throws(IRError) -> [GateApplication] {
    guard qubits.count < 16, matrix.size == 1 << qubits.count, !qubits.isEmpty else {
      throw IRError(
        "a matrix with \(counted(matrix.size, "row")) does not act on \(counted(qubits.count, "qubit"))")
    }
    guard matrix.isUnitary() else {
      throw IRError("the matrix of `unitary` is not unitary within 1e-8")
    }
    try requireDistinct(controls.map(\.qubit) + qubits)
    return [
      GateApplication(
        gate: Gates.unitary, controls: controls, qubits: qubits, matrix: matrix, location: location)
    ]
  }

  /// The applications under further controls, which come first.
  ///
  /// A global phase becomes phases on the controls.
  ///
  /// - Throws: `IRError` if a control is a qubit that is acted on, or stands twice.
  public static func controlled(
    _ applications: [GateApplication], by controls: [Control]
  ) throws(IRError) -> [GateApplication] {
    guard !controls.isEmpty else { return applications }
    var result: [GateApplication] = []
    for application in applications {
      try requireDistinct(controls.map(\.qubit) + application.allQubits)
      var inner = application
      inner.controls = controls + application.controls
      result += application.gate == "gphase" ? phases(inner) : [inner]
    }
    return result
  }

  /// The applications that undo the given ones.
  public static func inverse(of applications: [GateApplication]) -> [GateApplication] {
    applications.reversed().map(\.inverse)
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  private static func requireDistinct(_ qubits: [Int]) throws(IRError) {
    guard Set(qubits).count == qubits.count else {
      throw IRError("a gate is applied to the same qubit twice")
    }
  }

  private static func apply(
    _ gate: GateDefinition, angles: [Angle], qubits: [Int], controls: [Control], location: Location?
  ) -> [GateApplication] {
    switch gate.form {
    case .rotation, .phase, .fixed:
      return [
        GateApplication(
          gate: gate.name, angles: angles, controls: controls, qubits: qubits, location: location)
      ]
    case .globalPhase:
      return phases(
        GateApplication(
          gate: gate.name, angles: angles, controls: controls, qubits: [], location: location))
    case .controlled(let inner, let count):
      guard let target = Gates.named(inner) else { return [] }
      return apply(
        target, angles: angles, qubits: Array(qubits.dropFirst(count)),
        controls: controls + qubits.prefix(count).map { Control(qubit: $0) }, location: location)
    case .composed(let parts):
      return parts.flatMap { part in
        Gates.named(part.gate).map {
          apply(
            $0, angles: part.angles.map { $0.substituting(angles) }, qubits: part.qubits.map { qubits[$0] },
            controls: controls, location: location)
        } ?? []
      }
    }
  }

  /// A global phase under controls as phase gates on controls: a phase on one that is on, under the others; where all
  /// are off, by diag(exp(i a), 1) = exp(i a) diag(1, exp(-i a)) on the last, under the others.
  private static func phases(_ application: GateApplication) -> [GateApplication] {
    var result: [GateApplication] = []
    var rest = application
    while let last = rest.controls.last {
      var phase = rest
      phase.gate = "p"
      if let on = rest.controls.lastIndex(where: \.isOn) {
        phase.qubits = [phase.controls.remove(at: on).qubit]
        return result + [phase]
      }
      phase.controls.removeLast()
      phase.qubits = [last.qubit]
      phase.angles = rest.angles.map { -$0 }
      result.append(phase)
      rest.controls.removeLast()
    }
    return result + [rest]
  }
}

extension GateApplication {
  /// The application that undoes this one.
  public var inverse: GateApplication {
    var result = self
    result.matrix = matrix?.adjoint
    result.angles = angles.map { -$0 }
    if let definition = Gates.named(gate), case .fixed(let matrix) = definition.form {
      if let name = definition.inverse {
        result.gate = name
      } else {
        result.gate = Gates.unitary
        result.matrix = matrix.adjoint
      }
    }
    return result
  }
}
