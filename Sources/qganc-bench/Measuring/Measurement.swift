import QganDriver
import QganIR
import QganRuntime

/// One circuit, timed in one way.
struct Measurement {
  var workload: Workload
  var mode: Mode
  var batch: Int
  var options: RunOptions
  var compiled: CompiledWorkload
  /// Making the executor, its memory included.
  var executorSeconds: Double
  var timing: Timing
  /// What the executor chose, or was told.
  var strategy: CircuitStrategy
  /// Of as many cores as there are threads.
  var peakRate: Double

  /// Compiles and times `workload`; `peakRate` is that of one core. Throws a `DriverError` or what the executor throws.
  init(_ workload: Workload, _ mode: Mode, batch: Int, options: RunOptions, peakRate: Double) throws {
    self.workload = workload
    self.mode = mode
    self.batch = batch
    self.options = options
    self.peakRate = peakRate * Double(options.threads)
    compiled = try CompiledWorkload(
      workload, batch: batch, gradients: mode == .gradient, lowering: options.lowering)
    (executorSeconds, timing, strategy) =
      options.isDouble
      ? try Measurement.time(compiled.plan, workload, mode, batch, options, as: Double.self)
      : try Measurement.time(compiled.plan, workload, mode, batch, options, as: Float.self)
  }

  private static func time<Scalar: RuntimeScalar>(
    _ plan: CircuitPlan, _ workload: Workload, _ mode: Mode, _ batch: Int, _ options: RunOptions,
    as scalar: Scalar.Type
  ) throws -> (executorSeconds: Double, timing: Timing, strategy: CircuitStrategy) {
    let data = WorkloadData(plan, batch: batch, seed: workload.seed(batch: batch))
    let start = ContinuousClock.now
    let run = try CircuitRun<Scalar>(
      plan, batch: batch, data: data, order: mode == .gradient ? .gradient : .forward, options: options)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let timing = Timing(
      budget: options.budget, usesCPUTime: options.threads == 1,
      of: mode == .forward ? run.forward : run.gradient)
    return (seconds, timing, run.strategy)
  }

  var model: OperationModel {
    OperationModel(circuit: compiled.circuit, plan: compiled.plan, strategy: strategy)
  }
  /// What the table of costs says that a call takes.
  var estimatedSeconds: Double? {
    guard let costs = try? CircuitCosts.current else { return nil }
    let load = CircuitWorkload(
      batch: batch, threads: options.threads,
      lanes: options.instructionSet.lanes(isDouble: options.isDouble), isGradient: mode == .gradient)
    return compiled.plan.work(strategy, load).flatMap {
      costs.nanoseconds($0, instructions: options.instructionSet.name, isDouble: options.isDouble)
    }.map { 1e-9 * $0 }
  }
  var operationsPerSample: Double { model.operations(mode) }
  /// Operations per second.
  var rate: Double { operationsPerSample * Double(batch) / timing.median }
  var shareOfPeak: Double { rate / peakRate }
  /// Time for one gate as written on one amplitude of one sample, in nanoseconds.
  var nanosecondsPerGateAmplitude: Double {
    let amplitudes = Double(sign: .plus, exponent: compiled.plan.qubitCount, significand: 1)
    return 1e9 * timing.median / (Double(batch) * Double(compiled.gateCount) * amplitudes)
  }
}
