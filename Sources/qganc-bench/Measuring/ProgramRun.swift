import QganIR
import QganRuntime

/// A program with its executor and its data in memory, ready to be called.
protocol ProgramRun {
  /// What is run.
  var plan: Plan { get }
  /// Seconds that the executor and the first values of all variables took.
  var preparationSeconds: Double { get }
  /// Bytes of the program's memory and its variables, scratch memory of kernels aside.
  var plannedBytes: Int { get }
  /// Losses of the last call, in the order of the updates; empty for layers.
  var losses: [Double] { get }

  /// Puts the data of call `number` into memory.
  func fill(_ number: Int) throws
  /// Runs all of the program on what is there, as call `number`.
  func call(_ number: Int) throws
  /// What a call made, gathered.
  func results() throws -> [(name: String, values: [Double])]
  /// What each instruction takes, the slowest first.
  func profile(repetitions: Int) throws -> [InstructionTime]
}

extension CompiledProgram {
  /// The program in the precision that `options` say; throws what executors throw.
  func run(_ workload: Workload, batch: Int, options: RunOptions) throws -> any ProgramRun {
    options.isDouble
      ? try run(workload, batch, options, as: Double.self) : try run(workload, batch, options, as: Float.self)
  }

  private func run<Scalar: RuntimeScalar>(
    _ workload: Workload, _ batch: Int, _ options: RunOptions, as scalar: Scalar.Type
  ) throws -> any ProgramRun {
    if case .step(let step) = workload.subject, let spec {
      return try StepRun<Scalar>(plan, step, spec, batch: batch, threads: options.threads)
    }
    return try LayerRun<Scalar>(plan, threads: options.threads)
  }
}

extension Executor {
  /// The executor of `plan` with variables as they start, and the seconds that both took.
  static func starting(_ plan: Plan, seed: UInt64, threads: Int) throws -> (
    executor: Executor<Scalar>, seconds: Double
  ) {
    let start = ContinuousClock.now
    let variables = VariableStore<Scalar>(seed: seed)
    try variables.add(plan.variables.values)
    let executor = try Executor(plan: plan, variables: variables, threads: threads, seed: seed)
    return (executor, (ContinuousClock.now - start) / .seconds(1))
  }

  /// Bytes of the program's memory and its variables, scratch memory of kernels aside.
  var plannedBytes: Int {
    let elements = variables.entries.values.reduce(0) { $0 + $1.buffer.count }
    return Executor<Scalar>.requiredBytes(plan) + elements * MemoryLayout<Scalar>.stride
  }
}
