import Foundation
import QganIR
import QganRuntime

/// What the instructions of a program take, each for itself.
struct Profile {
  /// An instruction and its fastest repetition.
  struct Row {
    var instruction: Instruction
    var seconds: Double
  }

  var workload: Workload
  var batch: Int
  var threads: Int
  /// The slowest first; copies into variables at the program's end are not among them.
  var rows: [Row]

  var total: Double { rows.reduce(0) { $0 + $1.seconds } }

  /// Circuits' share of the time, from 0 to 1.
  var circuitShare: Double {
    let circuits = rows.filter { $0.instruction.primitive.hasPrefix("circuit") }
    return total > 0 ? circuits.reduce(0) { $0 + $1.seconds } / total : 0
  }

  /// Compiles and runs `workload`; throws a `DriverError` or what the executor throws.
  init(_ workload: Workload, batch: Int, options: RunOptions) throws {
    self.workload = workload
    self.batch = batch
    threads = options.threads
    let compiled = try CompiledProgram(workload, batch: batch, lowering: options.lowering)
    let run = try compiled.run(workload, batch: batch, options: options)
    try run.fill(0)
    // Kernels make what they need at their first call.
    try run.call(0)
    rows = try run.profile(repetitions: 7).map {
      Row(instruction: run.plan.instructions[$0.index], seconds: $0.seconds)
    }
  }

  /// The slowest instructions, all primitives, and the circuits' share, for people.
  func text(slowest count: Int = 25) -> String {
    let title =
      "\(workload.name) batch \(batch), \(threads) thread\(threads == 1 ? "" : "s"): \(milliseconds(total)) ms in "
      + "\(rows.count) instructions, each the fastest of 7"
    var lines = [title, line("ms", "share", "primitive", "name", "shapes")]
    for row in rows.prefix(count) {
      let instruction = row.instruction
      lines.append(
        line(
          milliseconds(row.seconds), share(row.seconds), instruction.primitive, instruction.name ?? "",
          Profile.shapes(of: instruction)))
    }
    let rest = rows.dropFirst(count)
    if !rest.isEmpty {
      let seconds = rest.reduce(0) { $0 + $1.seconds }
      lines.append(line(milliseconds(seconds), share(seconds), "(\(rest.count) others)", "", ""))
    }
    lines += ["", line("ms", "share", "primitive", "instructions", "")]
    for (primitive, group) in primitives {
      lines.append(
        line(milliseconds(group.seconds), share(group.seconds), primitive, "\(group.count)", ""))
    }
    lines.append("circuits: \(share(total * circuitShare)) of the time")
    return lines.joined(separator: "\n")
  }

  /// Every primitive with its instructions and their time, the slowest first.
  private var primitives: [(key: String, value: (count: Int, seconds: Double))] {
    let groups = Dictionary(grouping: rows, by: \.instruction.primitive)
    return groups.mapValues { ($0.count, $0.reduce(0) { $0 + $1.seconds }) }
      .sorted { ($1.value.1, $0.key) < ($0.value.1, $1.key) }
  }

  /// Such as `64x128x8x8 64x128x3x3 -> 64x64x8x8`.
  private static func shapes(of instruction: Instruction) -> String {
    func list(_ tensors: [PlanTensor]) -> String {
      tensors.map { $0.shape.isEmpty ? "1" : $0.shape.map { "\($0)" }.joined(separator: "x") }
        .joined(separator: " ")
    }
    return list(instruction.operands) + " -> " + list(instruction.results)
  }

  private func milliseconds(_ seconds: Double) -> String { String(format: "%.3f", 1e3 * seconds) }

  private func share(_ seconds: Double) -> String {
    String(format: "%.1f%%", total > 0 ? 100 * seconds / total : 0)
  }

  private func line(
    _ time: String, _ share: String, _ primitive: String, _ name: String, _ shapes: String
  ) -> String {
    func left(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let text =
      right(time, 9) + right(share, 8) + "  " + left(primitive, 26) + " " + left(name, 28) + " " + shapes
    return String(text.reversed().drop { $0 == " " }.reversed())
  }
}
