import QganDriver
import QganIR
import QganRuntime

/// A circuit's results as the options compute them, against those of unfused gates in double precision.
struct Comparison {
  var workload: Workload
  var mode: Mode
  var batch: Int
  var options: RunOptions
  /// What the executor chose, or was told.
  var strategy: CircuitStrategy
  /// The largest differences of outputs and, in gradient mode, of the gradients by each operand, for both sets of weights.
  var errors: [(name: String, value: Double)]

  /// What an error must not exceed.
  var tolerance: Double { options.isDouble ? 1e-10 : 1e-4 }
  var passes: Bool { errors.allSatisfy { $0.value <= tolerance } }

  /// Throws a `DriverError` or what an executor throws.
  init(_ workload: Workload, _ mode: Mode, batch: Int, options: RunOptions) throws {
    self.workload = workload
    self.mode = mode
    self.batch = batch
    self.options = options
    let gradients = mode == .gradient
    let tested = try CompiledWorkload(
      workload, batch: batch, gradients: gradients, lowering: options.lowering
    ).plan
    let plain = try CompiledWorkload(
      workload, batch: batch, gradients: gradients, lowering: Lowering(level: 0)
    ).plan
    guard tested.operands == plain.operands else {
      throw DriverError(.program, "the passes changed what `\(workload.name)` takes")
    }
    let data = WorkloadData(plain, batch: batch, seed: workload.seed(batch: batch))
    var reference = RunOptions()
    reference.precision = .double
    reference.strategy = .gates
    let (expected, _) = try Comparison.results(plain, mode, batch, data, reference, as: Double.self)
    let found: [[[Double]]]
    (found, strategy) =
      options.isDouble
      ? try Comparison.results(tested, mode, batch, data, options, as: Double.self)
      : try Comparison.results(tested, mode, batch, data, options, as: Float.self)
    let names = ["outputs"] + (gradients ? plain.operands.map { "gradient_" + $0.name } : [])
    errors = names.enumerated().map { index, name in
      (name, zip(found, expected).map { Comparison.distance($0[index], $1[index]) }.max() ?? .infinity)
    }
  }

  /// For each set of weights outputs, then the gradients by each operand.
  private static func results<Scalar: RuntimeScalar>(
    _ plan: CircuitPlan, _ mode: Mode, _ batch: Int, _ data: WorkloadData, _ options: RunOptions,
    as scalar: Scalar.Type
  ) throws -> (results: [[[Double]]], strategy: CircuitStrategy) {
    let run = try CircuitRun<Scalar>(
      plan, batch: batch, data: data, order: mode == .gradient ? .gradient : .forward, options: options)
    let results = [0, 1].map { number -> [[Double]] in
      guard mode != .forward else {
        run.forward(number)
        return [run.outputs]
      }
      run.gradient(number)
      return [run.outputs] + run.gradientValues
    }
    return (results, run.strategy)
  }

  /// The largest difference; infinite where one is no number or the counts differ.
  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
      let difference = abs(pair.0 - pair.1)
      return difference.isNaN ? .infinity : Swift.max(largest, difference)
    }
  }
}
