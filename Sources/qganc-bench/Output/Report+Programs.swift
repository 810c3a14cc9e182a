import Foundation
import OrderedCollections
import QganDriver
import QganRuntime
import QganTraining

/// Training steps and layers.
extension Report {
  /// A measurement as a JSON line, or as a row of the table.
  func text(_ measurement: ProgramMeasurement) -> String {
    let m = measurement
    guard !isTable else {
      return Report.row(
        m.workload.name, "\(m.batch)", m.mode.rawValue,
        [
          String(format: "%.5f", 1e3 * m.timing.median),
          String(format: "%.1f", 1e9 * m.timing.median / Double(m.batch)), "", "",
          String(format: "%.2f", 1e3 * m.compileSeconds), "\(m.timing.calls)",
        ])
    }
    var line = start(m.workload, m.mode, m.batch, m.options)
    if m.mode == .step { line["losses"] = Report.losses(m.losses) }
    line["seconds_per_call"] = .real(m.timing.median)
    line["wall_seconds_per_call"] = .real(m.timing.wallMedian)
    line["minimum"] = .real(m.timing.minimum)
    line["clock"] = .string(m.options.threads == 1 ? "cpu" : "wall")
    line["calls"] = .integer(m.timing.calls)
    line["samples_per_second"] = .real(Double(m.batch) / m.timing.median)
    line["compile_seconds"] = .real(m.compileSeconds)
    line["executor_seconds"] = .real(m.executorSeconds)
    line["first_call_seconds"] = .real(m.firstCallSeconds)
    line["cold_start_seconds"] = .real(m.coldStartSeconds)
    line["instructions"] = .integer(m.instructionCount)
    line["circuits"] = .integer(m.circuitCount)
    line["peak_bytes"] = .integer(m.plannedBytes)
    return finished(line).text
  }

  /// A comparison as a JSON line, or as a line for people.
  func text(_ comparison: ProgramComparison) -> String {
    let c = comparison
    guard !isTable else {
      let errors = c.errors.map { "\($0.name) \(String(format: "%.1e", $0.value))" }.joined(separator: ", ")
      return
        "\(c.workload.name) batch \(c.batch) \(c.mode.rawValue): \(errors): \(c.passes ? "right" : "WRONG")"
    }
    var line = start(c.workload, c.mode, c.batch, c.options)
    if c.mode == .step { line["losses"] = Report.losses(c.losses) }
    var errors: OrderedDictionary<String, JSONValue> = [:]
    for error in c.errors { errors[error.name] = .real(error.value) }
    line["max_errors"] = .object(errors)
    line["tolerance"] = .real(c.tolerance)
    line["passes"] = .boolean(c.passes)
    return finished(line).text
  }

  private func start(_ workload: Workload, _ mode: Mode, _ batch: Int, _ options: RunOptions)
    -> OrderedDictionary<String, JSONValue>
  {
    var line: OrderedDictionary<String, JSONValue> = [
      "workload": .string(workload.name),
      "mode": .string(mode.rawValue),
      "batch": .integer(batch),
      "precision": .string(options.precision.rawValue),
      "threads": .integer(options.threads),
      "isa": .string(InstructionSetName(options.instructionSet).rawValue),
      "level": .integer(options.lowering.level),
    ]
    if case .step(let step) = workload.subject, let core = step.core {
      line["vqc"] = .string(core.rawValue)
    }
    return line
  }

  private static func losses(_ steps: [[Double]]) -> JSONValue {
    .array(steps.map { .array($0.map { .real($0) }) })
  }
}
