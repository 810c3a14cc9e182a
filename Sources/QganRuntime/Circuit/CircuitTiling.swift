import CQganKernels
import QganIR

/// How a batch is cut into tiles and the tiles into parts, one a thread.
struct CircuitTiling {
  /// Whether a tile is a register of samples, rather than one sample.
  let isWide: Bool
  /// Samples a tile.
  let lanes: Int
  let tiles: Int
  let parts: Int

  /// From this many qubits on, registers lie over neighbouring amplitudes: a state is large enough to fill them,
  /// and a tile of several would not stay in the cache.
  static let largeQubitCount = 15

  init(qubitCount: Int, batch: Int, threads: Int, registerLanes: Int) {
    isWide = qubitCount < CircuitTiling.largeQubitCount && 2 * batch > registerLanes
    lanes = isWide ? registerLanes : 1
    tiles = (batch - 1) / lanes + 1
    parts = Swift.min(threads, tiles)
  }

  /// Bytes of all parts; `nil` if that exceeds an `Int`.
  func totalBytes(_ layout: CircuitWorkspaceLayout) -> Int? {
    let (bytes, overflows) = layout.byteCount.multipliedReportingOverflow(by: parts)
    return overflows ? nil : bytes
  }
}

extension CircuitPlan {
  /// Bytes that an executor allocates for its states and sums; `nil` if that exceeds an `Int` or the plan is no plan.
  public func workspaceBytes<Scalar: BinaryFloatingPoint>(
    batch: Int, precision: Scalar.Type, threads: Int, order: CircuitOrder = .gradient,
    instructionSet: InstructionSet = .best
  ) -> Int? {
    guard batch > 0, threads > 0, instructionSet.isSupported, let program = try? CircuitProgram(self) else {
      return nil
    }
    let kernels = quantum_kernels_for(instructionSet.rawValue, Scalar.self == Double.self ? 1 : 0).pointee
    let tiling = CircuitTiling(
      qubitCount: qubitCount, batch: batch, threads: threads, registerLanes: Int(kernels.lanes))
    let layout = CircuitWorkspaceLayout(
      program, order: order, lanes: tiling.lanes, scalarBytes: MemoryLayout<Scalar>.stride)
    return layout.flatMap(tiling.totalBytes)
  }

  /// Bytes of one sample's amplitudes; `nil` if that exceeds an `Int`.
  public func stateBytes<Scalar: BinaryFloatingPoint>(precision: Scalar.Type) -> Int? {
    stateBytes(scalarBytes: MemoryLayout<Scalar>.stride)
  }

  func stateBytes(scalarBytes: Int) -> Int? {
    guard qubitCount <= CircuitPlan.maximumQubitCount else { return nil }
    let (bytes, overflows) = (1 << qubitCount).multipliedReportingOverflow(by: 2 * scalarBytes)
    return overflows ? nil : bytes
  }
}
