import Foundation
import OrderedCollections
import QganDriver
import QganIR
import QganRuntime
import QganTraining

/// Measurements and comparisons as JSON lines, or as a table.
struct Report {
  var isTable: Bool
  let machine = RuntimeInformation.current

  /// The lines above the first measurement, if there are any.
  func header(_ options: RunOptions, peakRate: Double) -> String? {
    guard isTable else { return nil }
    let peak = String(format: ", peak %.1f GFLOP/s", 1e-9 * peakRate * Double(options.threads))
    return """
      qganc \(Version.current), \(machine.cpuModel ?? "unknown CPU"), \(options.instructionSet), \
      \(options.precision.rawValue) precision, threads \(options.threads)\(peakRate > 0 ? peak : "")
      \(Report.row("workload", "batch", "mode", ["ms a call", "ns a sample", "GFLOP/s", "of peak", "compile ms", "calls"]))
      """
  }

  func text(_ measurement: Measurement) -> String {
    isTable ? row(measurement) : json(measurement).text
  }

  private func row(_ m: Measurement) -> String {
    Report.row(
      m.workload.name, "\(m.batch)", m.mode.rawValue,
      [
        String(format: "%.5f", 1e3 * m.timing.median),
        String(format: "%.1f", 1e9 * m.timing.median / Double(m.batch)),
        String(format: "%.1f", 1e-9 * m.rate), String(format: "%.1f%%", 100 * m.shareOfPeak),
        String(format: "%.2f", 1e3 * m.compiled.seconds), "\(m.timing.calls)",
      ])
  }

  static func row(_ name: String, _ batch: String, _ mode: String, _ numbers: [String]) -> String {
    func left(_ text: String, _ width: Int) -> String {
      text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return left(name, 32) + right(batch, 6) + "  " + left(mode, 10)
      + numbers.map { right($0, 12) }.joined()
  }

  private func json(_ m: Measurement) -> JSONValue {
    var line = start(m.workload, m.mode, m.batch, m.strategy, m.options)
    line["weights"] = .string(m.options.fixedWeights ? "fixed" : "alternating")
    line["seconds_per_call"] = .real(m.timing.median)
    line["wall_seconds_per_call"] = .real(m.timing.wallMedian)
    line["minimum"] = .real(m.timing.minimum)
    if let estimated = m.estimatedSeconds { line["estimated_seconds"] = .real(estimated) }
    line["clock"] = .string(m.options.threads == 1 ? "cpu" : "wall")
    line["calls"] = .integer(m.timing.calls)
    line["first_call_seconds"] = .real(m.timing.first)
    line["ns_per_sample"] = .real(1e9 * m.timing.median / Double(m.batch))
    line["samples_per_second"] = .real(Double(m.batch) / m.timing.median)
    line["gates"] = .integer(m.compiled.gateCount)
    line["ns_per_gate_amplitude"] = .real(m.nanosecondsPerGateAmplitude)
    line["operations_per_sample"] = .real(m.operationsPerSample)
    line["operation_model"] = .string(m.model.name)
    line["gflops"] = .real(1e-9 * m.rate)
    line["peak_gflops"] = .real(1e-9 * m.peakRate)
    line["share_of_peak"] = .real(m.shareOfPeak)
    line["compile_seconds"] = .real(m.compiled.seconds)
    line["executor_seconds"] = .real(m.executorSeconds)
    return finished(line)
  }

  /// A comparison as a JSON line, or as a line for people.
  func text(_ comparison: Comparison) -> String {
    let c = comparison
    guard !isTable else {
      let errors = c.errors.map { "\($0.name) \(String(format: "%.1e", $0.value))" }.joined(separator: ", ")
      return
        "\(c.workload.name) batch \(c.batch) \(c.mode.rawValue): \(errors): \(c.passes ? "right" : "WRONG")"
    }
    var line = start(c.workload, c.mode, c.batch, c.strategy, c.options)
    var errors: OrderedDictionary<String, JSONValue> = [:]
    for error in c.errors { errors[error.name] = .real(error.value) }
    line["max_errors"] = .object(errors)
    line["tolerance"] = .real(c.tolerance)
    line["passes"] = .boolean(c.passes)
    return finished(line).text
  }

  private func start(
    _ workload: Workload, _ mode: Mode, _ batch: Int, _ strategy: CircuitStrategy, _ options: RunOptions
  )
    -> OrderedDictionary<String, JSONValue>
  {
    [
      "workload": .string(workload.name),
      "mode": .string(mode.rawValue),
      "batch": .integer(batch),
      "qubits": .integer(workload.qubits),
      "precision": .string(options.precision.rawValue),
      "threads": .integer(options.threads),
      "strategy": .string(strategy.rawValue),
      "isa": .string(InstructionSetName(options.instructionSet).rawValue),
      "level": .integer(options.lowering.level),
      "seed": .integer(Int(workload.seed(batch: batch))),
    ]
  }

  func finished(_ members: OrderedDictionary<String, JSONValue>) -> JSONValue {
    var line = members
    line["cpu"] = .string(machine.cpuModel ?? "unknown")
    line["blas_core"] = .string(machine.openBLASCore)
    line["blas_threads"] = .integer(RuntimeInformation.openBLASThreadCount)
    line["max_rss_bytes"] = .integer(ResidentMemory.peak)
    line["version"] = .string(Version.current)
    return .object(line)
  }
}
