import QganDriver
import QganIR

/// A program's results as the options compute them, against known ones, or else those of the program without any pass in
/// double precision.
struct ProgramComparison {
  var workload: Workload
  var mode: Mode
  var batch: Int
  var options: RunOptions
  /// The largest differences of losses; of a layer's results, divided by the largest number among them.
  var errors: [(name: String, value: Double)]
  /// Losses of the first steps, in the order of the updates.
  var losses: [[Double]]
  /// What an error must not exceed.
  var tolerance: Double

  var passes: Bool { errors.allSatisfy { $0.value <= tolerance } }

  /// Throws a `DriverError` or what the executor throws.
  init(_ workload: Workload, batch: Int, options: RunOptions) throws {
    self.workload = workload
    self.batch = batch
    self.options = options
    mode = workload.modes[0]
    let found = try ProgramComparison.results(workload, batch, options)
    losses = found.losses
    let isLayer = mode == .layer
    let expected: [[(name: String, values: [Double])]]
    if case .step(let step) = workload.subject, let reference = step.reference, reference.batch == batch {
      expected = reference.losses.map { zip(step.update.roles, $0).map { ("loss.\($0)", [$1]) } }
      tolerance = options.isDouble ? 1e-9 : 1e-5
    } else {
      var plain = RunOptions()
      plain.precision = .double
      plain.lowering = Lowering(level: 0)
      // Rounding grows from step to step, so that later steps tell little.
      expected = try Array(ProgramComparison.results(workload, batch, plain).results.prefix(1))
      tolerance = options.isDouble ? 1e-9 : isLayer ? 1e-4 : 1e-3
    }
    errors = (expected.first ?? []).indices.map { index in
      let steps = zip(found.results, expected).map { found, expected in
        ProgramComparison.distance(found[index].values, expected[index].values, isRelative: isLayer)
      }
      return (expected[0][index].name, steps.max() ?? .infinity)
    }
  }

  /// What the first calls made, a call an element: three of a step, one of a layer.
  private static func results(_ workload: Workload, _ batch: Int, _ options: RunOptions) throws -> (
    results: [[(name: String, values: [Double])]], losses: [[Double]]
  ) {
    let compiled = try CompiledProgram(workload, batch: batch, lowering: options.lowering)
    let run = try compiled.run(workload, batch: batch, options: options)
    var losses: [[Double]] = []
    let count = workload.modes == [.layer] ? 1 : ProgramMeasurement.toldCalls
    let results = try (0..<count).map { number in
      try run.fill(number)
      try run.call(number)
      losses.append(run.losses)
      return try run.results()
    }
    return (results, losses)
  }

  /// The largest difference, as a part of the largest number if `isRelative`; infinite where one is no number or the
  /// counts differ.
  private static func distance(_ a: [Double], _ b: [Double], isRelative: Bool) -> Double {
    guard a.count == b.count else { return .infinity }
    let size = isRelative ? b.reduce(0) { max($0, abs($1)) } : 1
    return zip(a, b).reduce(0) { largest, pair in
      let difference = abs(pair.0 - pair.1) / size
      return difference.isNaN ? .infinity : max(largest, difference)
    }
  }
}
