import CQganKernels
import QganIR

extension KernelRegistry {
  /// `fused`: element-wise programs, run block by block.
  static func fusedKernels<Scalar: RuntimeScalar>() -> [String: Builder<Scalar>] {
    ["fused": { try fused($0) }]
  }

  private static func fused<Scalar>(_ request: KernelRequest<Scalar>) throws -> Kernel {
    let program = try fusedProgram(request)
    let (shape, results, sums) = (
      request.operands[0].shape, request.results.prefix(program.results.count),
      request.results.dropFirst(program.results.count)
    )
    guard request.operands[0].count > 0 else {
      let (pointers, counts) = (sums.map(\.pointer), sums.map(\.count))
      return Kernel {
        for (pointer, count) in zip(pointers, counts) {
          qgan_fill(Scalar.elementType, pointer, 0, Int64(count))
        }
      }
    }
    let axes = FusedSumAxes(shape: shape, axes: program.axes)
    try request.require(
      results.allSatisfy { $0.shape == shape } && sums.allSatisfy { $0.count == axes.kept },
      "results do not fit \(shape)")
    let walk = FusedWalk(
      shape: shape, strides: request.operands.map(\.loopStrides),
      run: program.sums.isEmpty || !axes.isPerElementOfRun ? 1 : axes.run,
      steps: program.instructions.count + program.sums.count,
      blockTarget: blockBytes(tensors: request.operands.count + results.count)
        / MemoryLayout<Scalar>.stride)
    try request.require(walk.sizes.count <= Int(QGAN_MAX_RANK), "too many axes")

    let code = FusedCode(program, forms: walk.forms)
    let memory = try FusedAssembly(code, walk: walk, axes: axes, request: request).program(axes)
    // Threads pay earlier where there is more to do with an element.
    let grain = max(1, request.grain / max(1, program.instructions.count / 3))
    var pieces = min(request.pool.count, request.operands[0].count / grain)
    pieces = min(pieces, Int(qgan_fused_blocks(memory.pointer)))
    // Totals of every piece are together no more than what is summed.
    if !program.sums.isEmpty, !axes.isOrdered { pieces = min(pieces, request.operands[0].count / axes.kept) }
    pieces = max(1, pieces)
    memory.pointer.pointee.isa = request.shared.instructionSet.rawValue
    try memory.use(request.shared, pieces: pieces)
    return kernel(memory, pieces: pieces, pool: request.pool, hasSums: !program.sums.isEmpty)
  }

  /// Bytes of a block so that those of all tensors and of some registers fit into a first cache of 32 KB.
  private static func blockBytes(tensors: Int) -> Int { min(4096, max(1024, 28672 / (tensors + 3))) }

  private static func kernel<Scalar>(
    _ memory: FusedMemory<Scalar>, pieces: Int, pool: ThreadPool, hasSums: Bool
  ) -> Kernel {
    let body = { (begin: Int, end: Int) in
      for piece in begin..<end {
        qgan_fused_run(Scalar.elementType, memory.pointer, Int64(piece), Int64(pieces))
      }
    }
    return Kernel {
      pool.forRanges(pieces, grain: 1, body)
      if hasSums { qgan_fused_finish(Scalar.elementType, memory.pointer, Int64(pieces)) }
    }
  }

  /// The program of the request, whose tensors it fits.
  private static func fusedProgram<Scalar>(_ request: KernelRequest<Scalar>) throws -> FusedProgram {
    guard let first = request.operands.first else { throw request.invalid("no operands") }
    let operation = Operation(
      primitive: "fused", operands: [], results: [], attributes: request.instruction.attributes)
    let program: FusedProgram
    do {
      program = try FusedProgram(operation, operandCount: request.operands.count)
    } catch {
      throw request.invalid("\(error)")
    }
    try request.require(
      request.operands.allSatisfy { $0.shape == first.shape }, "operands of several shapes")
    try request.require(
      request.results.count == program.results.count + program.sums.count
        && request.results.allSatisfy { $0.strides == nil },
      "results that do not fit the program")
    try request.require(program.axes.allSatisfy(first.shape.indices.contains), "axes \(program.axes)")
    for instruction in program.instructions {
      let isKnown =
        ["scale", "offset"].contains(instruction.primitive)
        || qgan_fused_function(instruction.primitive) >= 0
      try request.require(isKnown, "no loop for `\(instruction.primitive)`")
    }
    return program
  }
}
