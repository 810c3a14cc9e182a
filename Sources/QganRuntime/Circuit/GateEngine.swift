import CQganKernels
import QganIR

/// Evaluates a circuit gate by gate: outputs, adjoint gradients, and directional derivatives of both.
///
/// Contract as `CircuitExecutor`'s.
final class GateEngine: CircuitEngine {
  let workspaceBytes: Int

  private let batch: Int
  private let program: CircuitProgram
  private let kernels: quantum_kernels
  private let isWide: Bool
  private let parts: Int
  private let tiles: Int
  private let memory: CircuitMemory
  private let sharedArrays: CArray<Double>
  private var shared: quantum_shared
  private let workspaces: CArray<quantum_workspace>
  private let parallel: ParallelLoop

  /// Throws an `IRError` if the state does not fit in memory, which is known before anything is allocated.
  init(_ choice: CircuitEngineChoice) throws {
    let plan = choice.plan
    kernels = quantum_kernels_for(choice.instructionSet.rawValue, choice.isDouble ? 1 : 0).pointee
    program = try CircuitProgram(plan)
    let shape = CircuitTiling(
      qubitCount: plan.qubitCount, batch: choice.batch, threads: choice.threads,
      registerLanes: Int(kernels.lanes))
    guard
      let layout = CircuitWorkspaceLayout(
        program, order: choice.order, lanes: shape.lanes, scalarBytes: choice.scalarBytes),
      let bytes = shape.totalBytes(layout), bytes <= CircuitMemory.physical,
      let memory = CircuitMemory(byteCount: bytes)
    else { throw choice.tooLarge }
    self.memory = memory
    batch = choice.batch
    workspaceBytes = bytes
    isWide = shape.isWide
    parts = shape.parts
    tiles = shape.tiles
    parallel = choice.parallel

    let angleCount = Int(program.header.angleCount)
    sharedArrays = CArray(
      [Double](repeating: 0, count: 3 * angleCount + 8 * Int(program.header.blockCount)))
    shared = quantum_shared(
      trigonometry: sharedArrays.pointer, tangents: sharedArrays.pointer + 2 * angleCount,
      blocks: sharedArrays.pointer + 3 * angleCount)
    workspaces = CArray(
      (0..<shape.parts).map { layout.workspace(at: memory.base + $0 * layout.byteCount) })
    var call = quantum_call()
    call.batch = Int64(batch)
    kernels.prepare(program.pointer, &call, &shared, 1)
  }

  func run(_ order: CircuitOrder, _ buffers: CircuitBuffers) {
    var call = quantum_call(
      batch: Int64(batch), order: order.rawValue, isWide: isWide ? 1 : 0, operands: buffers.operands,
      tangents: buffers.tangents, cotangent: buffers.cotangent, output: buffers.output,
      gradients: buffers.gradients)
    kernels.prepare(program.pointer, &call, &shared, 0)
    let job = CircuitJob(
      program: program, kernels: kernels, call: call, shared: shared, workspaces: workspaces.pointer,
      tiles: tiles, parts: parts)
    if parts == 1 { job.run(part: 0) } else { parallel(parts) { job.run(part: $0) } }
    if order != .forward {
      kernels.finish(program.pointer, &call, &shared, workspaces.pointer, Int32(parts))
    }
  }
}

/// One call's work, cut into parts that touch nothing of one another.
private struct CircuitJob: @unchecked Sendable {
  let program: CircuitProgram
  let kernels: quantum_kernels
  let call: quantum_call
  let shared: quantum_shared
  let workspaces: UnsafeMutablePointer<quantum_workspace>
  let tiles: Int
  let parts: Int

  func run(part: Int) {
    var (call, shared) = (call, shared)
    let range = CircuitTiling.tiles(ofPart: part, of: parts, count: tiles)
    kernels.run(
      program.pointer, &call, &shared, workspaces + part, Int64(range.lowerBound), Int64(range.upperBound))
  }
}
