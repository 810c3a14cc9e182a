import QganDriver
import QganIR

/// A training step or a layer, timed.
struct ProgramMeasurement {
  var workload: Workload
  var mode: Mode
  var batch: Int
  var options: RunOptions
  /// From the text to the plan.
  var compileSeconds: Double
  /// Making the executor, its memory and variables included.
  var executorSeconds: Double
  /// Of the very first call, by the wall clock.
  var firstCallSeconds: Double
  var timing: Timing
  /// Losses of the first calls, in the order of the updates.
  var losses: [[Double]]
  /// What the program and its variables take, scratch memory of kernels aside.
  var plannedBytes: Int
  var instructionCount: Int
  var circuitCount: Int
  /// Most of the process's memory that was resident until now.
  var residentBytes: Int

  /// Calls whose losses are told.
  static let toldCalls = 3

  /// Seconds from the text to the end of the first call.
  var coldStartSeconds: Double { compileSeconds + executorSeconds + firstCallSeconds }

  /// Compiles `workload`, calls it on the data of the first steps, then times it on those of the first one; throws a
  /// `DriverError` or what the executor throws.
  init(_ workload: Workload, batch: Int, options: RunOptions) throws {
    self.workload = workload
    self.batch = batch
    self.options = options
    mode = workload.modes[0]
    let compiled = try CompiledProgram(workload, batch: batch, lowering: options.lowering)
    compileSeconds = compiled.seconds
    let run = try compiled.run(workload, batch: batch, options: options)
    executorSeconds = run.preparationSeconds
    var first = 0.0
    losses = try (0..<ProgramMeasurement.toldCalls).map { number in
      try run.fill(number)
      let start = Clocks.now
      try run.call(number)
      if number == 0 { first = (Clocks.now - start).wall }
      return run.losses
    }
    firstCallSeconds = first
    try run.fill(0)
    timing = try Timing(budget: options.budget, usesCPUTime: options.threads == 1) {
      try run.call($0 + ProgramMeasurement.toldCalls)
    }
    plannedBytes = run.plannedBytes
    instructionCount = run.plan.instructions.count
    circuitCount = run.plan.circuits.count
    residentBytes = ResidentMemory.peak
  }
}
