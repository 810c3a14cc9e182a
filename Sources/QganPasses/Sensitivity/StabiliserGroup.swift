import QganIR

/// Independent Pauli strings of which a circuit's state is an eigenstate whatever its angles are.
struct StabiliserGroup {
  private(set) var generators: [PauliString]

  /// The group before each action and, last, behind all.
  static func along(
    _ actions: [GateAction], skipping skipped: [Bool], _ circuit: Circuit
  ) -> [StabiliserGroup] {
    let prepared = Set(circuit.preparations.flatMap(\.qubits))
    var group = StabiliserGroup(
      generators: (0..<circuit.qubitCount).filter { !prepared.contains($0) }.map { PauliString([(.z, $0)]) })
    var result = [group]
    for (action, isSkipped) in zip(actions, skipped) {
      if !isSkipped { group.pass(action) }
      result.append(group)
    }
    return result
  }

  /// Whether the action is a rotation of which the state is an eigenstate.
  func gainsPhase(from action: GateAction) -> Bool {
    guard case .rotation(let strings) = action, !generators.isEmpty else { return false }
    let span = PauliSpan(generators)
    return strings.allSatisfy(span.contains)
  }

  /// Changes the group as the action changes the state.
  private mutating func pass(_ action: GateAction) {
    switch action {
    case .clifford(let images): generators = generators.map { $0.image(images) }
    case .rotation(let strings), .permutation(_, let strings), .other(let strings):
      for string in strings { keep(commutingWith: string) }
    }
  }

  /// Leaves the subgroup that commutes with `string`.
  private mutating func keep(commutingWith string: PauliString) {
    guard let pivot = generators.firstIndex(where: { $0.anticommutes(with: string) }) else { return }
    let lost = generators.remove(at: pivot)
    for index in generators.indices where generators[index].anticommutes(with: string) {
      generators[index] = generators[index] * lost
    }
  }
}

extension PauliString {
  /// The string that a Clifford gate with these images makes of this one.
  func image(_ images: [(qubit: Int, x: PauliString, z: PauliString)]) -> PauliString {
    var result = self
    for (qubit, _, _) in images {
      result.x &= ~(1 << UInt64(qubit))
      result.z &= ~(1 << UInt64(qubit))
    }
    for (qubit, xImage, zImage) in images {
      if x >> UInt64(qubit) & 1 == 1 { result = result * xImage }
      if z >> UInt64(qubit) & 1 == 1 { result = result * zImage }
    }
    return result
  }
}
