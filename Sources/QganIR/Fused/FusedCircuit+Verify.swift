extension FusedCircuit {
  /// Everything that is wrong with the circuit; empty for one that may be executed.
  public func verify() -> [IRError] {
    var verifier = CircuitVerifier(circuit: frame)
    verifier.verify()
    for (index, angle) in angles.enumerated() { verifier.verify(angle, "argument \(index)") }
    if Set(angles).count != angles.count {
      verifier.report("the circuit", "has two arguments that are equal")
    }
    verifyStart(&verifier)
    for (index, layer) in layers.enumerated() { verify(layer, "layer \(index)", &verifier) }
    return verifier.errors
  }

  private func verifyStart(_ verifier: inout CircuitVerifier) {
    if start.count != qubitCount {
      verifier.report("the start", "has \(start.count) qubits in place of \(qubitCount)")
    }
    let prepared = Set(preparations.flatMap(\.qubits))
    for (qubit, factors) in start.enumerated() {
      let place = "the start of qubit \(qubit)"
      if !factors.isEmpty, prepared.contains(qubit) {
        verifier.report(place, "has factors, but the qubit is prepared")
      }
      for factor in factors {
        if let argument = factor.argument { verify(argument, place, &verifier) }
        if case .fixed(let matrix) = factor, matrix.size != 2 || !matrix.isUnitary() {
          verifier.report(place, "has a matrix that is not a unitary one of size 2")
        }
      }
    }
  }

  private func verify(_ argument: Int, _ place: String, _ verifier: inout CircuitVerifier) {
    if !angles.indices.contains(argument) {
      verifier.report(place, "has argument \(argument) of \(angles.count)")
    }
  }

  private func verify(_ layer: FusedLayer, _ place: String, _ verifier: inout CircuitVerifier) {
    if layer.rotations.count != qubitCount {
      verifier.report(place, "rotates \(layer.rotations.count) bits of \(qubitCount)")
    }
    for argument in layer.rotations { if let argument { verify(argument, place, &verifier) } }
    let outside: UInt64 = qubitCount < 64 ? ~0 << UInt64(qubitCount) : 0
    for phase in layer.diagonal {
      verify(phase.argument, place, &verifier)
      if phase.checks.isEmpty { verifier.report(place, "has a phase without a check") }
      for check in phase.checks where check.mask == 0 || check.mask & outside != 0 {
        verifier.report(place, "has a check of no bit or of one that is not there")
      }
    }
    let map = layer.permutation
    if map.bitCount != qubitCount {
      verifier.report(place, "permutes \(map.bitCount) bits of \(qubitCount)")
    } else if !map.hasInverse || (map.offset | map.columns.reduce(0, |)) & outside != 0 {
      verifier.report(place, "has a permutation that is none")
    }
  }
}
