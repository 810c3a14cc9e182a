import CQganKernels
import QganIR

/// Evaluates a circuit gate by gate: outputs, adjoint gradients, and directional derivatives of both.
///
/// Contract as `CircuitExecutor`'s.
final class GateEngine<Scalar: BinaryFloatingPoint & Sendable>: CircuitEngine {
  let plan: CircuitPlan
  let batch: Int
  let order: CircuitOrder
  let workspaceBytes: Int

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
  private let inputs: CArray<UnsafeRawPointer?>
  private let tangents: CArray<UnsafeRawPointer?>
  private let gradients: CArray<UnsafeMutableRawPointer?>

  /// Prepares for batches of exactly `batch` samples (1 if the circuit has no inputs).
  ///
  /// Throws an `IRError` if the state does not fit in memory, which is known before anything is allocated.
  init(
    plan: CircuitPlan, batch: Int, threads: Int, order: CircuitOrder, instructionSet: InstructionSet,
    parallel: @escaping ParallelLoop
  ) throws {
    let isDouble = Scalar.self == Double.self
    kernels = quantum_kernels_for(instructionSet.rawValue, isDouble ? 1 : 0).pointee
    program = try CircuitProgram(plan)
    let shape = CircuitTiling(
      qubitCount: plan.qubitCount, batch: batch, threads: threads, registerLanes: Int(kernels.lanes))
    let scalarBytes = MemoryLayout<Scalar>.stride
    guard
      let layout = CircuitWorkspaceLayout(
        program, order: order, lanes: shape.lanes, scalarBytes: scalarBytes),
      let bytes = shape.totalBytes(layout), bytes <= CircuitMemory.physical
    else { throw IRError.tooLarge(plan, batch: batch, Scalar.self) }
    guard let memory = CircuitMemory(byteCount: bytes) else {
      throw IRError.tooLarge(plan, batch: batch, Scalar.self)
    }
    self.memory = memory
    self.plan = plan
    self.batch = batch
    self.order = order
    workspaceBytes = bytes
    isWide = shape.isWide
    parts = shape.parts
    tiles = shape.tiles
    self.parallel = parallel

    let angleCount = Int(program.header.angleCount)
    sharedArrays = CArray(
      [Double](repeating: 0, count: 3 * angleCount + 8 * Int(program.header.blockCount)))
    shared = quantum_shared(
      trigonometry: sharedArrays.pointer, tangents: sharedArrays.pointer + 2 * angleCount,
      blocks: sharedArrays.pointer + 3 * angleCount)
    workspaces = CArray(
      (0..<shape.parts).map { layout.workspace(at: memory.base + $0 * layout.byteCount) })
    inputs = CArray([UnsafeRawPointer?](repeating: nil, count: plan.operands.count))
    tangents = CArray([UnsafeRawPointer?](repeating: nil, count: plan.operands.count))
    gradients = CArray([UnsafeMutableRawPointer?](repeating: nil, count: plan.operands.count))
    var call = makeCall(.forward)
    kernels.prepare(program.pointer, &call, &shared, 1)
  }

  func forward(operands: [UnsafePointer<Scalar>], output: UnsafeMutablePointer<Scalar>) {
    precondition(operands.count == plan.operands.count)
    set(operands: operands)
    var call = makeCall(.forward)
    call.output = UnsafeMutableRawPointer(output)
    run(call)
  }

  func gradient(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>,
    gradients: [UnsafeMutablePointer<Scalar>?], output: UnsafeMutablePointer<Scalar>?
  ) {
    precondition(order >= .gradient, "the executor was made for values only")
    precondition(operands.count == plan.operands.count && gradients.count == plan.operands.count)
    set(operands: operands)
    set(gradients: gradients)
    var call = makeCall(.gradient)
    call.cotangent = UnsafeRawPointer(cotangent)
    call.output = output.map { UnsafeMutableRawPointer($0) }
    run(call)
  }

  func tangent(
    operands: [UnsafePointer<Scalar>], cotangent: UnsafePointer<Scalar>, tangents: [UnsafePointer<Scalar>],
    product: UnsafeMutablePointer<Scalar>?, gradients: [UnsafeMutablePointer<Scalar>?]
  ) {
    precondition(order >= .tangent, "the executor was made for values and gradients only")
    precondition(
      operands.count == plan.operands.count && gradients.count == plan.operands.count
        && tangents.count == plan.operands.count)
    set(operands: operands)
    for (index, tangent) in tangents.enumerated() { self.tangents.pointer[index] = UnsafeRawPointer(tangent) }
    set(gradients: gradients)
    var call = makeCall(.tangent)
    call.cotangent = UnsafeRawPointer(cotangent)
    call.output = product.map { UnsafeMutableRawPointer($0) }
    run(call)
  }

  private func set(operands: [UnsafePointer<Scalar>]) {
    for (index, operand) in operands.enumerated() { inputs.pointer[index] = UnsafeRawPointer(operand) }
  }

  private func set(gradients: [UnsafeMutablePointer<Scalar>?]) {
    for (index, gradient) in gradients.enumerated() {
      self.gradients.pointer[index] = gradient.map { UnsafeMutableRawPointer($0) }
    }
  }

  private func makeCall(_ order: CircuitOrder) -> quantum_call {
    quantum_call(
      batch: Int64(batch), order: order.rawValue, isWide: isWide ? 1 : 0, operands: inputs.pointer,
      tangents: tangents.pointer, cotangent: nil, output: nil, gradients: gradients.pointer)
  }

  private func run(_ call: quantum_call) {
    var call = call
    kernels.prepare(program.pointer, &call, &shared, 0)
    let job = CircuitJob(
      program: program, kernels: kernels, call: call, shared: shared, workspaces: workspaces.pointer,
      tiles: tiles, parts: parts)
    if parts == 1 { job.run(part: 0) } else { parallel(parts) { job.run(part: $0) } }
    if call.order != CircuitOrder.forward.rawValue {
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
    // Each part starts where the one before ends; the first `tiles % parts` have one tile more.
    let (size, rest) = tiles.quotientAndRemainder(dividingBy: parts)
    let first = part * size + Swift.min(part, rest)
    let end = first + size + (part < rest ? 1 : 0)
    kernels.run(program.pointer, &call, &shared, workspaces + part, Int64(first), Int64(end))
  }
}
