import QganIR

/// Relabels bits for each layer so that the rotated ones are the lowest: first those with a shared or constant angle,
/// then those with a per-sample one, each in their old order.
///
/// The permutation before a layer takes the relabelling up; a first layer that needs one gets a layer before it that only
/// moves bits. At the end bits are back at their qubits.
enum PackRotations {
  static func run(_ circuit: FusedCircuit) -> FusedCircuit {
    var result = circuit
    let labels = circuit.layers.map { packing(of: $0, in: circuit) }
    let identity = BitMap(identity: circuit.qubitCount)
    for (index, layer) in circuit.layers.enumerated() {
      let own = labels[index]
      let next = index + 1 < labels.count ? labels[index + 1] : identity
      let old = own.inverse
      result.layers[index].permutation = old.then(layer.permutation).then(next)
      result.layers[index].diagonal = layer.diagonal.map { phase in
        FusedPhase(
          argument: phase.argument,
          checks: phase.checks.map(old.pullback).sorted { $0.mask < $1.mask })
      }
      for (bit, argument) in layer.rotations.enumerated() {
        result.layers[index].rotations[own.columns[bit].trailingZeroBitCount] = argument
      }
    }
    if let first = labels.first, !first.isIdentity {
      var move = FusedLayer(bitCount: circuit.qubitCount)
      move.permutation = first
      result.layers.insert(move, at: 0)
    }
    return result.withoutUnusedAngles()
  }

  /// Where each bit goes.
  private static func packing(of layer: FusedLayer, in circuit: FusedCircuit) -> BitMap {
    func rank(_ bit: Int) -> Int {
      guard let argument = layer.rotations[bit] else { return 2 }
      return circuit.binding(of: argument) == .input ? 1 : 0
    }
    let order = layer.rotations.indices.sorted { (rank($0), $0) < (rank($1), $1) }
    var columns = [UInt64](repeating: 0, count: layer.rotations.count)
    for (place, bit) in order.enumerated() { columns[bit] = 1 << UInt64(place) }
    if layer.rotations.allSatisfy({ $0 == nil }) { return BitMap(identity: columns.count) }
    return BitMap(columns: columns)
  }
}
