extension GateDefinition {
  /// Whether the gate stands in IR as it is, rather than being expanded.
  public var isBase: Bool {
    switch form {
    case .rotation, .phase, .globalPhase, .fixed: true
    case .controlled, .composed: false
    }
  }

  /// Number of qubits that the gate's matrix acts on: all of a base gate's.
  public var targetCount: Int {
    if case .controlled(_, let count) = form { qubitCount - count } else { qubitCount }
  }
}

extension GateDefinition.Part {
  /// The composed gate's angle with that index.
  static func angle(_ index: Int, times factor: Double = 1) -> Angle {
    Angle(constant: 0, terms: [.init(operand: 0, element: index, coefficient: factor)])
  }
}
