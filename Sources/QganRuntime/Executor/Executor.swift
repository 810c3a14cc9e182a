import QganIR

/// Runs a plan: every instruction is resolved once into a kernel with its addresses, and a step walks the array.
///
/// The results are the same bytes for the same plan, variables, inputs, seed, step and number of threads.
public final class Executor<Scalar: RuntimeScalar> {
  public let plan: Plan
  public let variables: VariableStore<Scalar>
  /// Key of all random streams of the plan.
  public let seed: UInt64
  /// Number of threads that kernels use.
  public let threads: Int

  let kernels: [Kernel]
  let memory: PlanMemory<Scalar>
  /// Index of the first of the copies into variables that end the program.
  let commitStart: Int

  /// Prepares `plan`, whose variables must be in `variables`.
  ///
  /// Throws a `RuntimeError` if memory does not suffice or an instruction cannot be run.
  public convenience init(
    plan: Plan, variables: VariableStore<Scalar>, threads: Int = 1, seed: UInt64 = 0
  ) throws {
    try self.init(
      plan: plan, variables: variables, threads: threads, seed: seed,
      avoidsOneDNN: false)
  }

  /// As the public initializer; `avoidsOneDNN` keeps convolutions with matrix products, `grain` is the
  /// fewest elements that a thread is woken for, `instructionSet` what convolutions and fused programs run on.
  init(
    plan: Plan, variables: VariableStore<Scalar>, threads: Int, seed: UInt64,
    avoidsOneDNN: Bool, grain: Int = 1 << 15, instructionSet: InstructionSet = .best
  ) throws {
    let threads = Swift.max(1, Swift.min(threads, 1024))
    self.plan = plan
    self.variables = variables
    self.seed = seed
    self.threads = threads
    try Memory.check(Executor.requiredBytes(plan), for: "program `\(plan.name)`")
    let memory = try PlanMemory(plan: plan, variables: variables)
    self.memory = memory
    let shared = SharedResources<Scalar>(
      plan: plan, threads: threads, seed: seed, avoidsOneDNN: avoidsOneDNN,
      grain: grain, instructionSet: instructionSet)
    let builders = KernelRegistry.builders(for: Scalar.self)
    let commitStart = Executor.commitStart(of: plan)
    self.commitStart = commitStart
    kernels = try LibraryThreads.using(threads) {
      try plan.instructions.enumerated().map { index, instruction in
        guard let build = builders[instruction.primitive] else {
          throw RuntimeError.noKernel(primitive: instruction.primitive, location: instruction.location)
        }
        // Operands first: they see what a variable holds before this instruction writes it.
        let operands = try instruction.operands.map { try memory.resolve($0, instruction) }
        if index < commitStart { try memory.shadowVariables(writtenBy: instruction) }
        let results = try instruction.results.map {
          try memory.resolve($0, instruction, isCommit: index >= commitStart)
        }
        let request = KernelRequest(
          instruction: instruction, operands: operands, results: results, shared: shared)
        return try build(request)
      }
    }
  }

  /// Index of the first of the copies into variables at the program's end.
  private static func commitStart(of plan: Plan) -> Int {
    let last = plan.instructions.lastIndex { instruction in
      guard instruction.primitive == "copy", case .variable? = instruction.results.first?.storage else {
        return true
      }
      return false
    }
    return last.map { $0 + 1 } ?? 0
  }

  /// Bytes that an executor of `plan` allocates, its kernels' scratch memory aside.
  public static func requiredBytes(_ plan: Plan) -> Int {
    var total = Swift.max(0, plan.arenaCount)
    for shape in plan.constants.map(\.shape) + plan.inputs.map(\.tensor.shape) {
      let count = (try? checkedCount(shape, name: plan.name)) ?? Int.max
      total = total.addingReportingOverflow(count).overflow ? Int.max : total + count
    }
    let written = Set(
      plan.instructions[..<commitStart(of: plan)].flatMap(\.results).compactMap { result in
        if case .variable(let name) = result.storage { name } else { nil }
      })
    for name in written {
      total = total.addingReportingOverflow(plan.variables[name]?.type.count ?? 0).partialValue
    }
    let (bytes, overflow) = total.multipliedReportingOverflow(by: MemoryLayout<Scalar>.stride)
    return overflow ? Int.max : bytes
  }

  /// Runs the whole program once; random draws depend on `seed` and `step`.
  public func run(step: Int) throws {
    try compute(step: step)
    try commit(step: step)
  }

  /// Runs the program without writing into variables, so that results can be looked at before they count.
  public func compute(step: Int) throws { try run(0..<commitStart, step: step) }

  /// Writes into the variables what the last `compute` found for them.
  public func commit(step: Int) throws {
    try run(commitStart..<kernels.count, step: step)
    for shadow in memory.shadows {
      shadow.variable.pointer.update(from: shadow.buffer.pointer, count: shadow.buffer.count)
    }
  }

  private func run(_ range: Range<Int>, step: Int) throws {
    let step = UInt64(bitPattern: Int64(step))
    try LibraryThreads.using(threads) {
      for index in range { try kernels[index].run(step) }
    }
  }

  /// Where the caller writes the elements of input number `index` before a run.
  public func inputBuffer(_ index: Int) -> UnsafeMutableBufferPointer<Scalar> {
    memory.inputs[index].elements
  }

  /// Gives input `name` the row-major elements `values`.
  public func setInput(_ name: String, to values: [Scalar]) throws {
    try values.withUnsafeBufferPointer { try setInput(name, from: $0) }
  }

  /// Copies the row-major elements `values` into input `name`.
  public func setInput(_ name: String, from values: UnsafeBufferPointer<Scalar>) throws {
    guard let index = plan.inputs.firstIndex(where: { $0.name == name }) else {
      throw RuntimeError.unknownTensor(name: name)
    }
    try setInput(index, from: values)
  }

  /// Copies the row-major elements `values` into input number `index`.
  public func setInput(_ index: Int, from values: UnsafeBufferPointer<Scalar>) throws {
    guard memory.inputs.indices.contains(index) else {
      throw RuntimeError.unknownTensor(name: "input \(index)")
    }
    let buffer = memory.inputs[index]
    guard values.count == buffer.count else {
      throw RuntimeError.wrongCount(
        name: plan.inputs[index].name, expected: buffer.count, actual: values.count)
    }
    _ = buffer.elements.update(fromContentsOf: values)
  }

  /// A copy of the row-major elements of output `name`, as the last run left them.
  public func output(_ name: String) throws -> [Scalar] {
    guard let index = plan.outputs.firstIndex(where: { $0.name == name }) else {
      throw RuntimeError.unknownTensor(name: name)
    }
    return memory.outputs[index].gathered()
  }

  /// The elements of output number `index`, valid until the next run; `nil` if it is not kept row-major.
  public func outputBuffer(_ index: Int) -> UnsafeBufferPointer<Scalar>? {
    guard memory.outputs.indices.contains(index), memory.outputs[index].strides == nil else { return nil }
    return UnsafeBufferPointer(start: memory.outputs[index].pointer, count: memory.outputs[index].count)
  }
}
