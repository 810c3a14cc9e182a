import QganIR

/// Joins layers that rotate nothing to their neighbours: the diagonal goes on to the next layer, the permutation to the
/// layer before; only a first layer's permutation and a last layer's diagonal stay.
enum MergeLayers {
  static func run(_ circuit: FusedCircuit) -> FusedCircuit {
    var angles = AngleTable(circuit.angles)
    var layers: [FusedLayer] = []
    /// Phases that the next layer takes over.
    var carried = PhaseSum()
    for (index, original) in circuit.layers.enumerated() {
      var layer = original
      var diagonal = carried
      for phase in layer.diagonal { diagonal.add(circuit.angles[phase.argument], where: phase.checks) }
      carried = PhaseSum()
      let isIdle = layer.rotations.allSatisfy { $0 == nil }
      if isIdle, index + 1 < circuit.layers.count {
        carried = diagonal.carried(by: layer.permutation)
        diagonal = PhaseSum()
      }
      layer.diagonal = diagonal.fused(&angles)
      if isIdle, layer.diagonal.isEmpty {
        if let last = layers.indices.last {
          layers[last].permutation = layers[last].permutation.then(layer.permutation)
        } else if !layer.permutation.isIdentity {
          layers.append(layer)
        }
      } else {
        layers.append(layer)
      }
    }
    if let first = layers.first, first.isMove, first.permutation.isIdentity { layers.removeFirst() }
    var result = circuit
    result.layers = layers
    result.angles = angles.angles
    return result.withoutUnusedAngles()
  }
}
