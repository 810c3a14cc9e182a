import CQganKernels
import QganIR

/// Evaluates a circuit in normal form, registers over samples, threads over tiles of them.
///
/// Tables that only weights decide are built anew only when the weights' bytes differ from the last call's.
final class LayeredEngine: CircuitEngine {
  let workspaceBytes: Int
  private let program: LayeredProgram
  private let kernels: layered_kernels
  private let batch: Int
  private let tiles: Int
  private let parts: Int
  private let memory: CircuitMemory
  private var shared: layered_shared
  private let workspaces: CArray<layered_workspace>
  private let parallel: ParallelLoop
  private let versions: WeightVersions

  init(_ choice: CircuitEngineChoice, program: LayeredProgram) throws {
    kernels = layered_kernels_for(choice.instructionSet.rawValue, choice.isDouble ? 1 : 0).pointee
    batch = choice.batch
    tiles = (choice.batch - 1) / Int(kernels.lanes) + 1
    parts = Swift.min(choice.threads, tiles)
    guard let layout = LayeredLayout(program, order: choice.order, scalarBytes: choice.scalarBytes),
      let bytes = layout.totalBytes(parts: parts), bytes <= CircuitMemory.physical,
      let memory = CircuitMemory(byteCount: bytes)
    else { throw choice.tooLarge }
    self.program = program
    self.memory = memory
    workspaceBytes = bytes
    parallel = choice.parallel
    shared = layout.sharedTables(at: memory.base)
    workspaces = CArray(
      (0..<parts).map { layout.workspace(at: memory.base + layout.sharedBytes + $0 * layout.workspaceBytes) })
    versions = WeightVersions(choice)
  }

  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    var call = quantum_call(
      batch: Int64(batch), order: order.rawValue, isWide: 1, operands: buffers.operands, tangents: nil,
      cotangent: buffers.cotangent, output: buffers.output, gradients: buffers.gradients)
    if versions.haveChanged(buffers.operands) { kernels.prepare(program.pointer, &call, &shared) }
    runTiles(&call)
    if order != .forward {
      kernels.finish(program.pointer, &call, &shared, workspaces.pointer, Int32(parts))
    }
  }

  private func runTiles(_ call: inout quantum_call) {
    guard parts > 1 else {
      kernels.run(program.pointer, &call, &shared, workspaces.pointer, 0, Int64(tiles))
      return
    }
    let job = LayeredJob(
      program: program, kernels: kernels, call: call, shared: shared, workspaces: workspaces.pointer,
      tiles: tiles, parts: parts)
    parallel(parts) { job.run(part: $0) }
  }
}

/// One call's work, cut into parts that touch nothing of one another.
private struct LayeredJob: @unchecked Sendable {
  let program: LayeredProgram
  let kernels: layered_kernels
  let call: quantum_call
  let shared: layered_shared
  let workspaces: UnsafeMutablePointer<layered_workspace>
  let tiles: Int
  let parts: Int

  func run(part: Int) {
    var (call, shared) = (call, shared)
    let range = CircuitTiling.tiles(ofPart: part, of: parts, count: tiles)
    kernels.run(
      program.pointer, &call, &shared, workspaces + part, Int64(range.lowerBound), Int64(range.upperBound))
  }
}
