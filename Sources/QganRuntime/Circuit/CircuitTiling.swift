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

  /// The tiles of a part: each starts where the one before ends, and the first `count % parts` have one tile more.
  static func tiles(ofPart part: Int, of parts: Int, count: Int) -> Range<Int> {
    let (size, rest) = count.quotientAndRemainder(dividingBy: parts)
    let first = part * size + Swift.min(part, rest)
    return first..<first + size + (part < rest ? 1 : 0)
  }

  /// Bytes of all parts; `nil` if that exceeds an `Int`.
  func totalBytes(_ layout: CircuitWorkspaceLayout) -> Int? {
    let (bytes, overflows) = layout.byteCount.multipliedReportingOverflow(by: parts)
    return overflows ? nil : bytes
  }
}

extension CircuitPlan {
  /// Bytes that an executor allocates (with 13 qubits or more at the least, since it keeps states when memory allows);
  /// `nil` if that exceeds an `Int` or the plan is no plan.
  public func workspaceBytes<Scalar: BinaryFloatingPoint>(
    batch: Int, precision: Scalar.Type, threads: Int, order: CircuitOrder = .gradient,
    instructionSet: InstructionSet = .best
  ) -> Int? {
    guard batch > 0, threads > 0, instructionSet.isSupported else { return nil }
    return CircuitEngineChoice(
      isDouble: Scalar.self == Double.self, plan: self, batch: batch, threads: threads, order: order,
      instructionSet: instructionSet, parallel: { _, _ in }
    ).workspaceBytes
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
