import QganIR

/// Moves the last shared phases of a qubit's start into the first diagonal, where there is one anyway: there they cost
/// nothing for each sample.
enum FoldStartDiagonal {
  static func run(_ circuit: FusedCircuit) -> FusedCircuit {
    // A first layer that only moves bits is passed.
    guard let first = circuit.layers.firstIndex(where: { !$0.isMove }), first <= 1,
      !circuit.layers[first].diagonal.isEmpty
    else { return circuit }
    var result = circuit
    var folded = PhaseSum()
    for (qubit, factors) in circuit.start.enumerated() {
      guard case .phase(let argument) = factors.last, circuit.binding(of: argument) != .input else {
        continue
      }
      let mask = UInt64(1) << UInt64(circuit.qubitCount - 1 - qubit)
      folded.add(circuit.angles[argument], where: [ParityCheck(mask: mask)])
      result.start[qubit].removeLast()
    }
    if first == 1 { folded = folded.carried(by: circuit.layers[0].permutation) }
    for phase in circuit.layers[first].diagonal {
      folded.add(circuit.angles[phase.argument], where: phase.checks)
    }
    var angles = AngleTable(circuit.angles)
    result.layers[first].diagonal = folded.fused(&angles)
    result.angles = angles.angles
    return result.withoutUnusedAngles()
  }
}

extension FusedLayer {
  /// Whether the layer is a permutation only.
  var isMove: Bool { diagonal.isEmpty && rotations.allSatisfy { $0 == nil } }
}
