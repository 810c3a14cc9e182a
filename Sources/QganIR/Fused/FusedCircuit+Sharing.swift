extension FusedCircuit {
  /// Whether the batch shares all layers.
  public var hasSharedLayers: Bool {
    layers.allSatisfy { layer in
      layer.diagonal.allSatisfy { binding(of: $0.argument) != .input }
        && layer.rotations.allSatisfy { $0.map { binding(of: $0) != .input } ?? true }
    }
  }

  /// Whether start states are real for all arguments, where final states may not be.
  public var hasRealStart: Bool {
    start.joined().allSatisfy { factor in
      switch factor {
      case .rotation(let pauli, _): pauli == .y || pauli == .i
      case .phase: false
      case .fixed(let matrix): matrix.im.allSatisfy { $0 == 0 }
      }
    }
  }
}
