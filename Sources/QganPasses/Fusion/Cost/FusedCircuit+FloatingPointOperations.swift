import QganIR

extension FusedCircuit {
  /// Floating-point operations of one sample's state in the form of layers; tables, angles and read-outs are not counted.
  ///
  /// A real circuit has one plane of numbers, another one two. An amplitude costs 6 for a diagonal whose angles are
  /// shared (1 for one of signs on one plane) and 6 more for each phase with a per-sample angle on the indices where it
  /// acts, 2 a plane for a rotation in tangent form, 3 with a per-sample angle; permutations are free. The start is the
  /// product of its qubits from the first to the last: a multiplication for each amplitude of each partial product.
  public var floatingPointOperations: Double {
    let amplitudes = (0..<qubitCount).reduce(1.0) { count, _ in 2 * count }
    let planes = isReal ? 1.0 : 2.0
    let isRealStart = FusedCircuit(
      name: name, qubitNames: qubitNames, operands: operands, preparations: preparations, angles: angles,
      start: start, measurements: []
    ).isReal
    // 2 + 4 + ... + 2^n, less the first, which is there.
    var total = start.isEmpty ? 0 : (2 * amplitudes - 4) * (isRealStart ? 1 : 6)
    for layer in layers {
      let (own, shared) = (
        layer.diagonal.filter { binding(of: $0.argument) == .input },
        layer.diagonal.filter { binding(of: $0.argument) != .input }
      )
      if !shared.isEmpty { total += amplitudes * (planes == 1 ? 1 : 6) }
      for phase in own { total += 6 * phase.checks.reduce(amplitudes) { count, _ in count / 2 } }
      for argument in layer.rotations {
        guard let argument else { continue }
        total += amplitudes * planes * (binding(of: argument) == .input ? 3 : 2)
      }
    }
    return total
  }
}
