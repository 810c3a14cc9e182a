import QganIR

/// The Pauli strings of which a read-out, taken back to some place in a circuit, can be a sum: `offset` times every
/// product of `span`.
struct ReadoutSpan {
  private var offset: PauliString
  private var span: PauliSpan

  init(_ measurement: Measurement) {
    switch measurement {
    case .expectation(let factors):
      offset = factors.reduce(.identity) { $0 * PauliString([($1.pauli, $1.qubit)]) }
      span = PauliSpan()
    case .probabilities(let qubits):
      offset = .identity
      span = PauliSpan(qubits.map { PauliString([(.z, $0)]) })
    }
  }

  /// Whether every string has the same expectation at all angles: as one of the group, or as one that anticommutes with
  /// some of it.
  func isConstant(in group: StabiliserGroup) -> Bool {
    let own = PauliSpan(group.generators)
    // A single string that commutes with the group and is not in it depends on the angles, as far as is known.
    guard span.basis.isEmpty else { return span.basis.allSatisfy(own.contains) && own.contains(offset) }
    return own.contains(offset) || group.generators.contains { $0.anticommutes(with: offset) }
  }

  /// Takes the read-out back through an action, behind which the state has that group, and says why the action's angle has no effect
  /// on it, or `nil` if it may have one or has no angle.
  mutating func pullBack(
    through action: GateAction, state: StabiliserGroup
  ) -> CircuitSensitivity.Reason? {
    switch action {
    case .clifford(let images):
      pullBack(images)
      return nil
    case .rotation(let strings):
      let active = strings.filter { !commutes(with: $0) }
      if active.isEmpty { return .commutes }
      if active.allSatisfy({ vanishes($0, state) }) { return .averages }
      for string in strings { span.insert(string) }
      return nil
    case .permutation(let spread, let generators):
      if offset.isDiagonal, span.basis.allSatisfy(\.isDiagonal) {
        if !generators.allSatisfy(commutes) {
          for string in spread { span.insert(string) }
        }
      } else {
        widen(generators)
      }
      return nil
    case .other(let generators):
      widen(generators)
      return nil
    }
  }

  private mutating func widen(_ generators: [PauliString]) {
    guard !generators.allSatisfy(commutes) else { return }
    for generator in generators { span.insert(generator) }
  }

  private func commutes(with string: PauliString) -> Bool {
    !offset.anticommutes(with: string) && !span.basis.contains { $0.anticommutes(with: string) }
  }

  /// Whether i[P, S] has expectation zero for every string S of the read-out: no S anticommutes with P while PS commutes
  /// with the whole group.
  private func vanishes(_ string: PauliString, _ state: StabiliserGroup) -> Bool {
    let basis = span.basis
    var equations = BitEquations()
    equations.add(count: basis.count, right: !offset.anticommutes(with: string)) {
      basis[$0].anticommutes(with: string)
    }
    for generator in state.generators where equations.isSolvable {
      let right = string.anticommutes(with: generator) != offset.anticommutes(with: generator)
      equations.add(count: basis.count, right: right) { basis[$0].anticommutes(with: generator) }
    }
    return !equations.isSolvable
  }

  /// Through a Clifford gate, backwards: the images are those of its inverse.
  private mutating func pullBack(_ images: [(qubit: Int, x: PauliString, z: PauliString)]) {
    let inverse = ReadoutSpan.inverse(images)
    offset = offset.image(inverse)
    span = PauliSpan(span.basis.map { $0.image(inverse) })
  }

  /// The images of the inverse: on at most two qubits, found among all strings.
  private static func inverse(
    _ images: [(qubit: Int, x: PauliString, z: PauliString)]
  ) -> [(qubit: Int, x: PauliString, z: PauliString)] {
    let qubits = images.map(\.qubit)
    let strings = qubits.reduce([PauliString.identity]) { found, qubit in
      found.flatMap { string in
        Pauli.allCases.map { string * PauliString([($0, qubit)]) }
      }
    }
    func source(_ wanted: PauliString) -> PauliString {
      strings.first { $0.image(images) == wanted } ?? wanted
    }
    return qubits.map { ($0, source(PauliString([(.x, $0)])), source(PauliString([(.z, $0)]))) }
  }
}
