import QganIR

/// Which angles of a circuit provably change none of its outputs, whatever the values of all angles are.
///
/// Forwards, the Pauli strings of which the state is an eigenstate at every angle are followed from |0...0> (a stabiliser
/// group); backwards, the Pauli strings of which a read-out can be a sum. The derivative of an output by a rotation's angle
/// is a sum of expectations of i[P, S] over those strings S. A term vanishes if P and S commute, or if PS anticommutes
/// with a string of the group; whether all do is a linear system over two elements. What is claimed is proven; the
/// converse is not: an angle may have no effect for other reasons.
public struct CircuitSensitivity {
  /// Why an angle has no effect.
  public enum Reason: Int, Hashable, Sendable, Comparable {
    /// The state is an eigenstate of the rotation: it gains a phase.
    case phaseOnly
    /// Everything that is read, taken back to the gate, commutes with it.
    case commutes
    /// Both together: what it changes averages to zero.
    case averages
    /// Other gates undo it, or it is a turn by nothing.
    case simplified

    public static func < (a: Reason, b: Reason) -> Bool { a.rawValue < b.rawValue }
  }

  /// An element of an operand.
  public struct Element: Hashable, Sendable {
    public var operand: Int
    public var element: Int

    public init(operand: Int, element: Int) {
      self.operand = operand
      self.element = element
    }
  }

  /// The elements that stand in some angle or preparation.
  public let occurring: Set<Element>
  /// Those of them that change no output, with the reason.
  public let dead: [Element: Reason]
  /// Read-outs, by index into the circuit's measurements, whose value is the same whatever the angles are.
  public let constantReadouts: Set<Int>

  /// Of a valid circuit, which may be given as `CircuitPasses` simplify it; nothing is claimed of one with more than 64
  /// qubits.
  public init(_ circuit: Circuit, simplified: Circuit? = nil) {
    var occurring: Set<Element> = []
    for application in circuit.applications {
      for term in application.angles.flatMap(\.terms) {
        occurring.insert(Element(operand: term.operand, element: term.element))
      }
    }
    var prepared: Set<Element> = []
    for preparation in circuit.preparations {
      for element in 0..<circuit.operands[preparation.operand].count {
        prepared.insert(Element(operand: preparation.operand, element: element))
      }
    }
    self.occurring = occurring.union(prepared)
    guard circuit.qubitCount <= PauliString.qubitLimit else {
      dead = [:]
      constantReadouts = []
      return
    }
    let own = Self.reasons(circuit)
    let simpler = simplified ?? CircuitPasses.optimize(circuit, level: 1)
    let left = Self.reasons(simpler)
    var dead: [Element: Reason] = [:]
    for element in occurring where !prepared.contains(element) {
      if let reason = own.reasons[element], let reason {
        dead[element] = reason
      } else if let entry = left.reasons[element] {
        if let reason = entry { dead[element] = reason }
      } else {
        dead[element] = .simplified
      }
    }
    self.dead = dead
    constantReadouts = own.constants
  }

  /// For each element in an angle, why all gates with it have no effect, or `nil` where one may have; and the constant
  /// read-outs.
  private static func reasons(
    _ circuit: Circuit
  ) -> (reasons: [Element: Reason?], constants: Set<Int>) {
    let applications = circuit.applications
    let actions = GateAction.all(applications)
    var ineffective = [Reason?](repeating: nil, count: applications.count)
    var constants: Set<Int> = []
    // What has no effect might as well not be there, which may show that others have none.
    for _ in 0..<4 {
      let before = ineffective
      let skipped = ineffective.map { $0 != nil }
      let groups = StabiliserGroup.along(actions, skipping: skipped, circuit)
      let isPhase = zip(actions, groups).map { action, group in group.gainsPhase(from: action) }
      var found = [Reason?](repeating: .phaseOnly, count: applications.count)
      for (index, measurement) in circuit.measurements.enumerated() {
        var readout = ReadoutSpan(measurement)
        if let last = groups.last, readout.isConstant(in: last) { constants.insert(index) }
        for index in applications.indices.reversed() where !skipped[index] && !isPhase[index] {
          // The state behind the gate, since its derivative is taken at every angle, not at zero.
          let reason = readout.pullBack(through: actions[index], state: groups[index + 1])
          found[index] = max(found[index], reason)
        }
      }
      for index in applications.indices where !skipped[index] { ineffective[index] = found[index] }
      if ineffective == before { break }
    }
    var result: [Element: Reason?] = [:]
    for (application, reason) in zip(applications, ineffective) {
      for term in application.angles.flatMap(\.terms) {
        let element = Element(operand: term.operand, element: term.element)
        if let known = result[element] {
          result[element] = .some(known.flatMap { known in reason.map { Swift.max(known, $0) } })
        } else {
          result[element] = .some(reason)
        }
      }
    }
    return (result, constants)
  }

  /// The later of two reasons; `nil`, for an effect, wins.
  private static func max(_ a: Reason?, _ b: Reason?) -> Reason? {
    guard let a, let b else { return nil }
    return Swift.max(a, b)
  }
}
