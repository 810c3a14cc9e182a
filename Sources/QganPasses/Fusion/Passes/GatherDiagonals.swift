import QganIR

/// Moves a whole diagonal into a neighbour that is there anyway, where the rotations between touch none of its bits: one
/// diagonal fewer to multiply by.
enum GatherDiagonals {
  static func run(_ circuit: FusedCircuit) -> FusedCircuit {
    var diagonals = circuit.layers.map { layer in
      layer.diagonal.reduce(into: PhaseSum()) { $0.add(circuit.angles[$1.argument], where: $1.checks) }
    }
    // Each round that moves anything leaves one diagonal fewer.
    while gather(&diagonals, circuit.layers) {}
    var result = circuit
    var angles = AngleTable(circuit.angles)
    for index in result.layers.indices { result.layers[index].diagonal = diagonals[index].fused(&angles) }
    result.angles = angles.angles
    return result.withoutUnusedAngles()
  }

  /// One walk over the layers; whether a diagonal was moved.
  private static func gather(_ diagonals: inout [PhaseSum], _ layers: [FusedLayer]) -> Bool {
    var hasMoved = false
    for (index, layer) in layers.enumerated().dropLast() {
      let rotated = layer.rotations.indices.reduce(UInt64(0)) {
        layer.rotations[$1] == nil ? $0 : $0 | 1 << UInt64($1)
      }
      guard !diagonals[index].phases.isEmpty, !diagonals[index + 1].phases.isEmpty else { continue }
      if diagonals[index].mask & rotated == 0 {
        diagonals[index + 1].add(diagonals[index].carried(by: layer.permutation))
        diagonals[index] = PhaseSum()
      } else {
        let earlier = diagonals[index + 1].carried(by: layer.permutation.inverse)
        guard earlier.mask & rotated == 0 else { continue }
        diagonals[index].add(earlier)
        diagonals[index + 1] = PhaseSum()
      }
      hasMoved = true
    }
    return hasMoved
  }
}
