import CQganKernels
import QganIR

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Evaluates a circuit in normal form, registers over samples, threads over tiles of them.
///
/// Tables that only weights decide are built anew only when the weights' bytes differ from the last call's.
final class LayeredEngine<Scalar: BinaryFloatingPoint & Sendable>: CircuitEngine {
  let workspaceBytes: Int
  private let program: LayeredProgram
  private let kernels: layered_kernels
  private let batch: Int
  private let tiles: Int
  private let parts: Int
  private let memory: CircuitMemory
  private var shared: layered_shared
  private let workspaces: CArray<layered_workspace>
  private let inputs: CArray<UnsafeRawPointer?>
  private let gradients: CArray<UnsafeMutableRawPointer?>
  private let parallel: ParallelLoop
  /// The params of the last call, one after another, and where each stands in the operands.
  private let weights: CArray<Scalar>
  private let params: [(operand: Int, offset: Int, count: Int)]
  private var hasTables = false

  init(_ choice: CircuitEngineChoice<Scalar>, program: LayeredProgram) throws {
    let plan = choice.plan
    let scalarBytes = MemoryLayout<Scalar>.stride
    kernels = layered_kernels_for(choice.instructionSet.rawValue, Scalar.self == Double.self ? 1 : 0).pointee
    batch = choice.batch
    tiles = (choice.batch - 1) / Int(kernels.lanes) + 1
    parts = Swift.min(choice.threads, tiles)
    guard let layout = LayeredLayout(program, order: choice.order, scalarBytes: scalarBytes),
      let bytes = layout.totalBytes(parts: parts), bytes <= CircuitMemory.physical,
      let memory = CircuitMemory(byteCount: bytes)
    else { throw IRError.tooLarge(plan, batch: choice.batch, Scalar.self) }
    self.program = program
    self.memory = memory
    workspaceBytes = bytes
    parallel = choice.parallel
    shared = layout.sharedTables(at: memory.base)
    workspaces = CArray(
      (0..<parts).map { layout.workspace(at: memory.base + layout.sharedBytes + $0 * layout.workspaceBytes) })
    inputs = CArray([UnsafeRawPointer?](repeating: nil, count: plan.operands.count))
    gradients = CArray([UnsafeMutableRawPointer?](repeating: nil, count: plan.operands.count))
    var params: [(operand: Int, offset: Int, count: Int)] = []
    for (index, operand) in plan.operands.enumerated() where operand.binding == .param {
      params.append((index, params.last.map { $0.offset + $0.count } ?? 0, operand.count))
    }
    self.params = params
    weights = CArray([Scalar](repeating: 0, count: params.last.map { $0.offset + $0.count } ?? 0))
  }

  func forward(operands: [UnsafePointer<Scalar>], output: UnsafeMutablePointer<Scalar>) {
    var call = makeCall(.forward, operands)
    call.output = UnsafeMutableRawPointer(output)
    run(&call)
  }

  func gradient(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>,
    gradients: [UnsafeMutablePointer<Scalar>?], output: UnsafeMutablePointer<Scalar>?
  ) {
    for (index, gradient) in gradients.enumerated() {
      self.gradients.pointer[index] = gradient.map { UnsafeMutableRawPointer($0) }
    }
    var call = makeCall(.gradient, operands)
    call.cotangent = UnsafeRawPointer(cotangent)
    call.output = output.map { UnsafeMutableRawPointer($0) }
    run(&call)
    kernels.finish(program.pointer, &call, &shared, workspaces.pointer, Int32(parts))
  }

  private func makeCall(_ order: CircuitOrder, _ operands: [UnsafePointer<Scalar>]) -> quantum_call {
    for (index, operand) in operands.enumerated() { inputs.pointer[index] = UnsafeRawPointer(operand) }
    return quantum_call(
      batch: Int64(batch), order: order.rawValue, isWide: 1, operands: inputs.pointer, tangents: nil,
      cotangent: nil, output: nil, gradients: gradients.pointer)
  }

  private func run(_ call: inout quantum_call) {
    if haveWeightsChanged() { kernels.prepare(program.pointer, &call, &shared) }
    guard parts > 1 else {
      kernels.run(program.pointer, &call, &shared, workspaces.pointer, 0, Int64(tiles))
      return
    }
    let job = LayeredJob(
      program: program, kernels: kernels, call: call, shared: shared, workspaces: workspaces.pointer,
      tiles: tiles, parts: parts)
    parallel(parts) { job.run(part: $0) }
  }

  /// Whether the shared tables must be built; keeps the weights that they will be built from.
  private func haveWeightsChanged() -> Bool {
    var haveChanged = !hasTables
    hasTables = true
    for (operand, offset, count) in params where count > 0 {
      guard let source = inputs.pointer[operand] else { continue }
      let bytes = count * MemoryLayout<Scalar>.stride
      let kept = UnsafeMutableRawPointer(weights.pointer + offset)
      if memcmp(kept, source, bytes) != 0 {
        memcpy(kept, source, bytes)
        haveChanged = true
      }
    }
    return haveChanged
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
    // Each part starts where the one before ends; the first `tiles % parts` have one tile more.
    let (size, rest) = tiles.quotientAndRemainder(dividingBy: parts)
    let first = part * size + Swift.min(part, rest)
    let end = first + size + (part < rest ? 1 : 0)
    kernels.run(program.pointer, &call, &shared, workspaces + part, Int64(first), Int64(end))
  }
}
