import QganIR

/// Drops phases and rotations that no measurement can see: the circuit's light cone.
///
/// Walking back from the measurements, the observables stay within the products of a growing set of Pauli strings
/// `X^x Z^z`. What commutes with all strings of the set leaves the observables as they are, so it goes; a rotation by Y
/// that does not adds Y to the set, a phase its parities; a permutation maps the masks.
enum DropUnobserved {
  static func run(_ circuit: FusedCircuit) -> FusedCircuit {
    var result = circuit
    var observed = ObservedStrings(circuit)
    for index in circuit.layers.indices.reversed() {
      let layer = circuit.layers[index]
      observed.pull(backThrough: layer.permutation)
      for (bit, argument) in layer.rotations.enumerated() where argument != nil {
        let y = PauliMask(x: 1 << UInt64(bit), z: 1 << UInt64(bit))
        if observed.commute(with: y) {
          result.layers[index].rotations[bit] = nil
        } else {
          observed.insert(y)
        }
      }
      result.layers[index].diagonal = layer.diagonal.filter { phase in
        let strings = phase.checks.map { PauliMask(z: $0.mask) }
        if strings.allSatisfy(observed.commute) { return false }
        for string in strings { observed.insert(string) }
        return true
      }
    }
    for (qubit, factors) in circuit.start.enumerated() {
      var kept = factors[...]
      let mask = UInt64(1) << UInt64(circuit.qubitCount - 1 - qubit)
      while let last = kept.last, let string = last.string(mask), observed.commute(with: string) {
        kept.removeLast()
      }
      result.start[qubit] = Array(kept)
    }
    return result.withoutUnusedAngles()
  }
}

/// A linear span of Pauli strings, as bits; signs do not matter.
private struct ObservedStrings {
  private var basis: [PauliMask] = []

  init(_ circuit: FusedCircuit) {
    func bit(_ qubit: Int) -> Int { circuit.qubitCount - 1 - qubit }
    for measurement in circuit.measurements {
      switch measurement {
      case .expectation(let factors):
        var string = PauliMask()
        for factor in factors { string.insert(factor.pauli, bit: bit(factor.qubit)) }
        insert(string)
      case .probabilities(let qubits):
        for qubit in qubits { insert(PauliMask(z: 1 << UInt64(bit(qubit)))) }
      }
    }
  }

  /// Adds a string to the basis if it is not in the span.
  mutating func insert(_ string: PauliMask) {
    var rest = string
    for row in basis {
      let isReducible =
        row.x != 0
        ? rest.x & row.x.leadingBit != 0 : rest.z & row.z.leadingBit != 0
      if isReducible { rest = PauliMask(x: rest.x ^ row.x, z: rest.z ^ row.z) }
    }
    if rest != PauliMask() { basis.append(rest) }
  }

  /// Whether a string commutes with every one of the span.
  func commute(with string: PauliMask) -> Bool {
    basis.allSatisfy {
      (($0.x & string.z).nonzeroBitCount + ($0.z & string.x).nonzeroBitCount) % 2 == 0
    }
  }

  /// From the strings after a permutation to those before it.
  mutating func pull(backThrough permutation: BitMap) {
    if permutation.isIdentity { return }
    let inverse = permutation.inverse
    let strings = basis
    basis = []
    for string in strings {
      insert(PauliMask(x: inverse.linearImage(of: string.x), z: permutation.pullback(string.z)))
    }
  }
}

extension UInt64 {
  /// The most significant bit that is set, alone.
  fileprivate var leadingBit: UInt64 { self == 0 ? 0 : 1 << UInt64(63 - leadingZeroBitCount) }
}

extension CircuitFactor {
  /// The Pauli string on a bit that the factor is a function of, where it is of one.
  fileprivate func string(_ mask: UInt64) -> PauliMask? {
    switch self {
    case .rotation(.x, _): PauliMask(x: mask)
    case .rotation(.y, _): PauliMask(x: mask, z: mask)
    case .rotation(.z, _), .phase: PauliMask(z: mask)
    case .rotation(.i, _): PauliMask()
    case .fixed: nil
    }
  }
}
