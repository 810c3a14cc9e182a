import CQganKernels
import QganIR

/// Sizes of a dense engine's matrices, and how its work is cut.
struct DenseShape {
  /// Numbers of a final state: all planes of amplitudes, one after the other.
  let rowCount: Int
  /// Numbers of a start state, which may be real where the final one is not.
  let columnCount: Int
  /// Amplitudes.
  let states: Int
  let planes: Int
  let startPlanes: Int
  /// Samples of a tile.
  let lanes: Int
  let scalarBytes: Int
  /// Tiles of samples.
  let tileCount: Int
  /// Threads that there is work for.
  let parts: Int
  /// Tiles of samples that are multiplied at once.
  let chunkTiles: Int
  /// Tiles of basis states.
  let columnTiles: Int
  /// Whether the states of all columns are kept from the way there to the way back.
  let keepsColumns: Bool

  /// From this many qubits on the matrix is larger than the states of any batch that pays for it.
  static let largestQubitCount = 8
  /// Samples for each thread that are multiplied at once: enough for the matrix product's speed, few enough for the cache.
  private static let chunkSamples = 64
  /// Bytes beyond which states of columns are made again rather than kept.
  private static let keptBytes = 1 << 24

  init(
    _ program: LayeredProgram, startPlanes: Int, batch: Int, threads: Int, order: CircuitOrder, lanes: Int,
    scalarBytes: Int
  ) {
    states = 1 << Int(program.header.bits)
    planes = Int(program.header.planes)
    self.startPlanes = startPlanes
    self.lanes = lanes
    self.scalarBytes = scalarBytes
    rowCount = planes * states
    columnCount = startPlanes * states
    tileCount = (batch - 1) / lanes + 1
    parts = Swift.min(threads, tileCount)
    chunkTiles = Swift.min(tileCount, Swift.max(1, Self.chunkSamples / lanes) * parts)
    columnTiles = states / lanes
    keepsColumns =
      order != .forward
      && program.pointCount <= Self.keptBytes / (rowCount * states * scalarBytes)
  }

  /// Columns of a chunk's matrices.
  var chunkSamples: Int { chunkTiles * lanes }
  var columnSlots: Int { keepsColumns ? columnTiles : parts }

  /// The thread that does a tile.
  func part(of tile: Int, among total: Int) -> Int { tile * parts / total }

  /// Where a tile of columns has its states.
  func slot(ofColumnTile tile: Int) -> Int { keepsColumns ? tile : part(of: tile, among: columnTiles) }
}

/// Where a dense engine's arrays lie in memory.
struct DenseLayouts {
  let shape: DenseShape
  /// Of a tile of samples.
  let tile: LayeredLayout
  /// Of a tile of columns.
  let column: LayeredLayout
  /// Of everything.
  let byteCount: Int

  /// `nil` if the number of bytes exceeds an `Int`.
  init?(_ choice: CircuitEngineChoice, program: LayeredProgram, fused: FusedCircuit) {
    let kernels = layered_kernels_for(choice.instructionSet.rawValue, choice.isDouble ? 1 : 0).pointee
    let shape = DenseShape(
      program, startPlanes: fused.hasRealStart ? 1 : Int(program.header.planes), batch: choice.batch,
      threads: choice.threads, order: choice.order, lanes: Int(kernels.lanes), scalarBytes: choice.scalarBytes
    )
    guard
      let tile = LayeredLayout(
        program, order: choice.order, scalarBytes: choice.scalarBytes, points: 1),
      let column = LayeredLayout(
        program, order: .gradient, scalarBytes: choice.scalarBytes, points: program.pointCount)
    else { return nil }
    var total = DenseMatrices.counts(shape).reduce(0) { $0 + DenseMatrices.bytes($1, shape) }
    for (bytes, count) in [
      (tile.sharedBytes, 1), (tile.workspaceBytes, shape.parts + shape.chunkTiles),
      (column.workspaceBytes, shape.columnSlots),
    ] {
      let (all, tooMany) = bytes.multipliedReportingOverflow(by: count)
      let (sum, tooLong) = total.addingReportingOverflow(all)
      if tooMany || tooLong { return nil }
      total = sum
    }
    self.shape = shape
    self.tile = tile
    self.column = column
    byteCount = total
  }
}
