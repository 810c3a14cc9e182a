import CQganKernels
import QganIR

/// Evaluates a circuit whose layers the batch shares as one matrix: start states times it by a matrix product.
///
/// The matrix is what the layers make of the basis states, once a version of the weights. On the way back lambda times
/// the adjoint is lambda at the start, and lambda times the start states' adjoint, summed over the batch, is what the
/// layers take back to the weights: as many columns as the state has amplitudes, whatever the batch.
final class DenseEngine: CircuitEngine {
  let workspaceBytes: Int
  private let program: LayeredProgram
  private let kernels: layered_kernels
  private let dense: dense_kernels
  private let shape: DenseShape
  private let batch: Int
  private let matrices: DenseMatrices
  private let memory: CircuitMemory
  private var shared: layered_shared
  /// One a thread: sums of gradients.
  private let sums: CArray<layered_workspace>
  /// One a tile of a chunk.
  private let tiles: CArray<layered_workspace>
  /// One a tile of columns, or one a thread where that is too much to keep.
  private let columns: CArray<layered_workspace>
  private let versions: WeightVersions
  private let parallel: ParallelLoop

  /// Throws an `IRError` if memory is short.
  init(_ choice: CircuitEngineChoice, program: LayeredProgram, fused: FusedCircuit) throws {
    guard let layouts = DenseLayouts(choice, program: program, fused: fused),
      layouts.byteCount <= CircuitMemory.physical, let memory = CircuitMemory(byteCount: layouts.byteCount)
    else { throw choice.tooLarge }
    let shape = layouts.shape
    kernels = layered_kernels_for(choice.instructionSet.rawValue, choice.isDouble ? 1 : 0).pointee
    self.program = program
    self.shape = shape
    self.memory = memory
    dense = dense_kernels_for(choice.instructionSet.rawValue, choice.isDouble ? 1 : 0).pointee
    batch = choice.batch
    workspaceBytes = layouts.byteCount
    parallel = choice.parallel
    versions = WeightVersions(choice)
    shared = layouts.tile.sharedTables(at: memory.base)
    var end = memory.base + layouts.tile.sharedBytes
    func take(_ layout: LayeredLayout) -> layered_workspace {
      defer { end += layout.workspaceBytes }
      return layout.workspace(at: end)
    }
    let sums = (0..<shape.parts).map { _ in take(layouts.tile) }
    self.sums = CArray(sums)
    tiles = CArray(
      (0..<shape.chunkTiles).map { tile in
        var workspace = take(layouts.tile)
        workspace.takeSums(of: sums[shape.part(of: tile, among: shape.chunkTiles)])
        return workspace
      })
    columns = CArray(
      (0..<shape.columnSlots).map { slot in
        var workspace = take(layouts.column)
        workspace.takeSums(of: sums[shape.part(of: slot, among: shape.columnSlots)])
        return workspace
      })
    matrices = DenseMatrices(shape, isDouble: choice.isDouble, at: end)
  }

  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    var call = quantum_call(
      batch: Int64(batch), order: order.rawValue, isWide: 1, operands: buffers.operands, tangents: nil,
      cotangent: buffers.cotangent, output: buffers.output, gradients: buffers.gradients)
    if versions.haveChanged(buffers.operands) {
      kernels.prepare(program.pointer, &call, &shared)
      job(call).each(shape.columnTiles, of: shape.columnTiles) { $0.columnForward($1) }
      matrices.completeUnitary()
    }
    let job = job(call)
    if order != .forward {
      for part in 0..<shape.parts { dense.clear(program.pointer, sums.pointer + part) }
    }
    for first in stride(from: 0, to: shape.tileCount, by: shape.chunkTiles) {
      let count = Swift.min(shape.chunkTiles, shape.tileCount - first)
      job.each(count, of: shape.chunkTiles) { $0.start($1, first + $1) }
      matrices.applyUnitary(samples: count * shape.lanes)
      job.each(count, of: shape.chunkTiles) { $0.read($1, first + $1) }
      guard order != .forward else { continue }
      matrices.applyAdjoint(samples: count * shape.lanes, isFirst: first == 0)
      job.each(count, of: shape.chunkTiles) { $0.finish($1, first + $1) }
    }
    guard order != .forward else { return }
    matrices.completeGradient()
    job.each(shape.columnTiles, of: shape.columnTiles) { $0.columnBackward($1) }
    kernels.finish(program.pointer, &call, &shared, sums.pointer, Int32(shape.parts))
  }

  private func job(_ call: quantum_call) -> DenseJob {
    DenseJob(
      program: program, dense: dense, shape: shape, matrices: matrices, call: call, shared: shared,
      tiles: tiles.pointer, columns: columns.pointer, parallel: parallel)
  }
}

/// One call's work by tiles, of samples or of columns.
private struct DenseJob: @unchecked Sendable {
  let program: LayeredProgram
  let dense: dense_kernels
  let shape: DenseShape
  let matrices: DenseMatrices
  let call: quantum_call
  let shared: layered_shared
  let tiles: UnsafeMutablePointer<layered_workspace>
  let columns: UnsafeMutablePointer<layered_workspace>
  let parallel: ParallelLoop

  /// Does the first `count` of `total` tiles, those of a part in order: they share its sums.
  func each(_ count: Int, of total: Int, _ body: @Sendable (DenseJob, Int) -> Void) {
    guard shape.parts > 1 else {
      for index in 0..<count { body(self, index) }
      return
    }
    parallel(shape.parts) { part in
      for index in 0..<count where shape.part(of: index, among: total) == part { body(self, index) }
    }
  }

  func columnForward(_ tile: Int) {
    withUnsafePointer(to: shared) { shared in
      dense.columns_forward(
        program.pointer, shared, columns + shape.slot(ofColumnTile: tile), Int64(tile * shape.lanes),
        matrices.unitary, Int64(shape.columnCount))
    }
  }

  func columnBackward(_ tile: Int) {
    // Where the states of the way there were not kept, they are made again.
    if !shape.keepsColumns { columnForward(tile) }
    withUnsafePointer(to: shared) { shared in
      dense.columns_backward(
        program.pointer, shared, columns + shape.slot(ofColumnTile: tile), Int64(tile * shape.lanes),
        matrices.gradient, Int64(shape.columnCount))
    }
  }

  func start(_ slot: Int, _ tile: Int) {
    withUnsafePointer(to: shared) { shared in
      withUnsafePointer(to: call) { call in
        dense.start(
          program.pointer, call, shared, tiles + slot, Int64(tile), matrices.start(slot),
          Int64(shape.chunkSamples), Int32(shape.startPlanes))
      }
    }
  }

  func read(_ slot: Int, _ tile: Int) {
    withUnsafePointer(to: shared) { shared in
      withUnsafePointer(to: call) { call in
        dense.read(
          program.pointer, call, shared, tiles + slot, Int64(tile), matrices.final(slot),
          Int64(shape.chunkSamples))
      }
    }
  }

  func finish(_ slot: Int, _ tile: Int) {
    withUnsafePointer(to: shared) { shared in
      withUnsafePointer(to: call) { call in
        dense.finish(
          program.pointer, call, shared, tiles + slot, Int64(tile), matrices.pulledBack(slot),
          Int64(shape.chunkSamples), Int32(shape.startPlanes))
      }
    }
  }
}

extension layered_workspace {
  /// Adds gradients where another workspace does.
  fileprivate mutating func takeSums(of other: layered_workspace) {
    overlaps = other.overlaps
    blockSums = other.blockSums
    termSums = other.termSums
    tableSums = other.tableSums
    laneSums = other.laneSums
    angleSums = other.angleSums
    paramSums = other.paramSums
  }
}
