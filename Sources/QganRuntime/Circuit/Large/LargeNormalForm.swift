import QganIR

/// A fused circuit as sweeps over a state take it: every stage gathers through a map, multiplies by a diagonal and
/// turns bits; permutations and diagonals that no rotation follows belong to the next stage or the read-outs.
struct LargeNormalForm {
  struct Stage {
    /// From the state before the stage to the one that its diagonal and rotations act on.
    var map: BitMap
    var diagonal: [FusedPhase]
    var rotations: [Int?]
  }

  var stages: [Stage] = []
  /// From the last state to the qubits' own bits.
  var last: BitMap

  init(_ circuit: FusedCircuit) {
    last = BitMap(identity: circuit.qubitCount)
    var diagonal: [FusedPhase] = []
    for layer in circuit.layers {
      diagonal += layer.diagonal
      if layer.rotations.allSatisfy({ $0 == nil }) {
        // The map acts after the diagonal; where it goes first, the checks are asked of where an index came from.
        let back = layer.permutation.inverse
        diagonal = diagonal.map { phase in
          FusedPhase(argument: phase.argument, checks: phase.checks.map(back.pullback))
        }
        last = last.then(layer.permutation)
      } else {
        stages.append(Stage(map: last, diagonal: diagonal, rotations: layer.rotations))
        diagonal = []
        last = layer.permutation
      }
    }
    if !diagonal.isEmpty && circuit.measurements.contains(where: Self.seesPhases) {
      let none = [Int?](repeating: nil, count: circuit.qubitCount)
      stages.append(Stage(map: last, diagonal: diagonal, rotations: none))
      last = BitMap(identity: circuit.qubitCount)
    }
  }

  /// Whether a measurement depends on the amplitudes' phases.
  static func seesPhases(_ measurement: Measurement) -> Bool {
    if case .expectation(let factors) = measurement {
      return factors.contains { $0.pauli == .x || $0.pauli == .y }
    }
    return false
  }
}
