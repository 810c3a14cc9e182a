extension CircuitPlan {
  /// What a strategy has to do; `nil` without a normal form where it needs one, and for gates on single samples (15
  /// qubits and more, or half a register of samples and less), whose kernels are others than those that were measured.
  public func work(_ strategy: CircuitStrategy, _ load: CircuitWorkload) -> CircuitWork? {
    switch strategy {
    case .gates: return gateWork(load)
    case .layers: return fused.map { $0.layeredWork(load) }
    case .dense: return fused.map { $0.denseWork(load) }
    }
  }

  private func gateWork(_ load: CircuitWorkload) -> CircuitWork? {
    guard qubitCount < 15, 2 * load.batch > load.lanes else { return nil }
    var work = CircuitWork(kernels: .gates, isGradient: load.isGradient)
    let tiles = load.tiles
    let registers = 2 * tiles * amplitudes(qubitCount)
    let lanes = angles.count { binding(of: $0) == .input }
    work.add(.call, 1)
    work.add(.angle, Double(angles.count - lanes))
    work.add(.tile, tiles)
    work.add(.laneAngle, tiles * Double(lanes))
    work.add(.amplitude, registers)
    work.add(.output, tiles * Double(outputCount))
    for step in steps {
      switch step {
      case .rotation(_, let mask, let argument):
        let kind: CircuitWork.Kind = binding(of: angles[argument]) == .input ? .laneRotation : .rotation
        work.add(kind, registers * share(mask))
      case .phase(let mask, let argument):
        let kind: CircuitWork.Kind = binding(of: angles[argument]) == .input ? .laneRotation : .phase
        work.add(kind, registers * share(mask))
      case .exchange(let mask, _): work.add(.pass, registers * share(mask))
      case .block(_, let mask, _): work.add(.block, 2 * registers * share(mask))
      case .matrix(_, let mask, let matrix):
        work.add(.block, Double(matrix.size) * registers * share(mask))
      }
    }
    return work
  }

  /// The part of a state that a step touches.
  private func share(_ mask: BasisMask) -> Double { 1 / amplitudes(mask.mask.nonzeroBitCount) }
}

private func amplitudes(_ bits: Int) -> Double { Double(sign: .plus, exponent: bits, significand: 1) }

extension FusedCircuit {
  /// From this many qubits on registers lie over amplitudes.
  public static let sweepingQubitCount = 13

  fileprivate func layeredWork(_ load: CircuitWorkload) -> CircuitWork {
    let kernels: CircuitWork.Kernels =
      qubitCount >= Self.sweepingQubitCount ? .sweeps : isForFewBits ? .few : .registers
    let bits = kernels == .sweeps ? qubitCount : Swift.max(qubitCount, 3)
    let tiles = kernels == .sweeps ? load.share : load.tiles
    var work = CircuitWork(kernels: kernels, isGradient: load.isGradient)
    addShared(to: &work)
    addSamples(to: &work, tiles, amplitudes: amplitudes(bits))
    // Above the cache's size the threads share a sample, not samples, and a batch of one as well.
    let registers = tiles * amplitudes(bits)
    for layer in layers { add(layer, to: &work, registers, turnsAll: kernels == .few ? bits : nil) }
    return work
  }

  fileprivate func denseWork(_ load: CircuitWorkload) -> CircuitWork {
    var work = CircuitWork(kernels: .dense, isGradient: load.isGradient)
    let states = amplitudes(Swift.max(qubitCount, 3))
    addShared(to: &work)
    addSamples(to: &work, load.tiles, amplitudes: states)
    let columnTiles = (states / Double(load.lanes * load.threads)).rounded(.up)
    let rotations = layers.reduce(0) { $0 + $1.rotations.count { $0 != nil } }
    work.add(.column, columnTiles * states * planes * Double(rotations + 2 * layers.count))
    let startPlanes = hasRealStart ? 1 : planes
    work.add(.product, load.tiles * states * states * planes * startPlanes)
    return work
  }

  private var planes: Double { isReal ? 1 : 2 }

  /// What every weight version takes.
  private func addShared(to work: inout CircuitWork) {
    work.add(.call, 1)
    work.add(.angle, Double(angles.indices.count { binding(of: $0) != .input }))
    let tables = layers.count { !$0.diagonal.isEmpty }
    work.add(.entry, Double(tables) * amplitudes(qubitCount))
  }

  /// What every tile takes outside of layers.
  private func addSamples(to work: inout CircuitWork, _ tiles: Double, amplitudes: Double) {
    work.add(.tile, tiles)
    work.add(.laneAngle, tiles * Double(angles.indices.count { binding(of: $0) == .input }))
    work.add(.amplitude, tiles * amplitudes * planes)
    work.add(.output, tiles * Double(outputCount))
  }

  private func add(
    _ layer: FusedLayer, to work: inout CircuitWork, _ registers: Double, turnsAll bits: Int?
  ) {
    let rotations = layer.rotations.compactMap { $0 }
    if rotations.isEmpty && layer.diagonal.isEmpty { return }
    let lanes = rotations.count { binding(of: $0) == .input }
    let all = bits ?? rotations.count
    work.add(.pass, registers * planes)
    work.add(.rotation, registers * planes * Double(lanes > 0 && bits != nil ? 0 : all - lanes))
    work.add(.laneRotation, registers * planes * Double(lanes > 0 && bits != nil ? all : lanes))
    if layer.diagonal.contains(where: { binding(of: $0.argument) == .input }) {
      work.add(.lanePhase, registers)
    } else if !layer.diagonal.isEmpty {
      work.add(.phase, registers * planes)
    }
  }

  /// Whether the kernels for few bits run it: at most 5, all rotations of a layer shared or all per sample, and
  /// diagonals shared.
  private var isForFewBits: Bool {
    qubitCount <= 5 && preparations.isEmpty
      && layers.allSatisfy { layer in
        let rotations = layer.rotations.compactMap { $0 }
        let lanes = rotations.count { binding(of: $0) == .input }
        return (lanes == 0 || lanes == rotations.count)
          && !layer.diagonal.contains { binding(of: $0.argument) == .input }
      }
  }
}
