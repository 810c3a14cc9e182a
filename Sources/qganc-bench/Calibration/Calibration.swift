import QganDriver
import QganIR
import QganRuntime

/// Measures this machine's costs: times workloads by every strategy, and fits what each kind of work takes.
struct Calibration {
  /// A workload by a strategy, at batch sizes.
  private struct Case {
    var strategy: CircuitStrategy
    var names: [String]
    var batches: [Int]
  }

  /// Few bits and more, shared angles and per-sample ones, real and complex, in and out of the caches.
  private static let cases = [
    Case(strategy: .layers, names: ["W1", "D5", "D5S", "R5"], batches: [1, 16, 64, 256]),
    Case(strategy: .layers, names: ["W2", "R8", "circuits/*@8"], batches: [8, 64]),
    Case(strategy: .layers, names: ["W3"], batches: [8, 32]),
    Case(strategy: .layers, names: ["circuits/*@4"], batches: [64]),
    Case(strategy: .layers, names: ["W4"], batches: [1, 4]),
    Case(strategy: .layers, names: ["W5"], batches: [1]),
    Case(strategy: .gates, names: ["W1", "D5", "D5S", "R5", "W2", "R8"], batches: [8, 64]),
    Case(strategy: .gates, names: ["circuits/*@8"], batches: [64]),
    Case(strategy: .gates, names: ["W3"], batches: [8, 32]),
    Case(strategy: .dense, names: ["W1", "D5", "D5S", "W2", "circuits/*@4"], batches: [1, 64, 256, 1024]),
  ]

  /// A timed call: what it had to do and how long it took.
  private struct Sample {
    var work: CircuitWork
    var nanoseconds: Double
  }

  /// Seconds for each measurement.
  var budget: Double
  var instructionSets = InstructionSet.supported
  var precisions = Simulation.Precision.allCases
  /// Takes what is being measured.
  var progress: (String) throws -> Void

  /// The costs; throws a `DriverError` or what an executor throws.
  func run() throws -> CircuitCosts {
    var costs = CircuitCosts()
    for set in instructionSets {
      for precision in precisions {
        try progress("\(set), \(precision.rawValue) precision")
        for mode in Mode.ofCircuits { try measure(set, precision, mode, into: &costs) }
      }
    }
    return costs
  }

  private func measure(
    _ set: InstructionSet, _ precision: Simulation.Precision, _ mode: Mode, into costs: inout CircuitCosts
  ) throws {
    var samples: [CircuitWork.Kernels: [Sample]] = [:]
    var options = RunOptions()
    options.precision = precision
    options.instructionSet = set
    options.budget = budget
    for one in Self.cases {
      options.strategy = one.strategy
      for workload in try one.names.flatMap(Workloads.matching) {
        for batch in one.batches {
          guard let sample = try sample(workload, mode, batch, options) else { continue }
          samples[sample.work.kernels, default: []].append(sample)
        }
      }
    }
    for (kernels, samples) in samples {
      let kinds = CircuitWork.Kind.allCases
      let fitted = LeastSquares.fit(
        samples.map { sample in kinds.map { sample.work.counts[$0] ?? 0 } }, samples.map(\.nanoseconds))
      var found: [CircuitWork.Kind: Double] = [:]
      for (kind, cost) in zip(kinds, fitted) where cost > 1e-3 { found[kind] = cost.rounded3 }
      costs.set(
        found,
        for: .init(
          instructions: set.name, isDouble: options.isDouble, kernels: kernels, isGradient: mode == .gradient)
      )
    }
  }

  /// `nil` for a strategy that does not apply.
  private func sample(_ workload: Workload, _ mode: Mode, _ batch: Int, _ options: RunOptions) throws
    -> Sample?
  {
    let measurement: Measurement
    do {
      measurement = try Measurement(workload, mode, batch: batch, options: options, peakRate: 0)
    } catch is IRError where options.strategy != .gates {
      return nil
    }
    let load = CircuitWorkload(
      batch: batch, threads: 1, lanes: options.instructionSet.lanes(isDouble: options.isDouble),
      isGradient: mode == .gradient)
    return measurement.compiled.plan.work(measurement.strategy, load).map {
      Sample(work: $0, nanoseconds: 1e9 * measurement.timing.median)
    }
  }
}

extension Double {
  /// With three significant digits or more.
  fileprivate var rounded3: Double {
    guard self > 0, isFinite else { return self }
    var scale = 1.0
    while self * scale < 100 { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
