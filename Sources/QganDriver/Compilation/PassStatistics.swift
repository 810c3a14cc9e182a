import Foundation
import QganIR
import QganRuntime

/// What the passes did to every circuit and graph of a program.
public struct PassStatistics {
  /// What a program keeps in memory while it runs, in bytes of single precision.
  public struct Memory: Sendable, Encodable {
    public var program: String
    /// At its peak: intermediate values, inputs, constants, new contents of variables; without kernels' scratch memory.
    public var planned: Int
    /// What all intermediate values would take if none shared memory with another.
    public var unshared: Int
    /// Weights, buffers and the optimizer's state.
    public var variables: Int

    init(_ plan: Plan) {
      let bytes = MemoryLayout<Float>.stride
      program = plan.name
      planned = Executor<Float>.requiredBytes(plan)
      unshared = plan.instructions.reduce(0) { total, instruction in
        total
          + instruction.results.reduce(0) {
            if case .arena = $1.storage { $0 + $1.count * bytes } else { $0 }
          }
      }
      variables = plan.variables.values.reduce(0) { $0 + $1.type.count * bytes }
    }
  }

  public var records: [Lowering.Record]
  public var memory: [Memory] = []

  public init(records: [Lowering.Record]) { self.records = records }

  /// A table for people; runs of a pass that changed nothing are left out.
  public func text() -> String {
    var lines: [String] = []
    var subject = ""
    for record in records where record.isChange {
      if record.subject != subject {
        subject = record.subject
        lines.append(subject)
      }
      var line = "  \(record.pass): \(record.before) -> \(record.after)"
      if let (before, after) = record.floatingPointOperations {
        line += ", \(count(before)) -> \(count(after)) operations a sample"
      }
      lines.append(line)
    }
    if lines.isEmpty { lines.append("no pass changed the size of anything") }
    for program in memory {
      lines.append(
        "\(program.program): \(megabytes(program.planned)) at its peak "
          + "(\(megabytes(program.unshared)) of intermediate values share it), "
          + "\(megabytes(program.variables)) of variables, in single precision")
    }
    return lines.joined(separator: "\n")
  }

  private struct Entry: Encodable {
    var subject: String
    var pass: String
    var before: Int
    var after: Int
    var floatingPointOperationsBefore: Double?
    var floatingPointOperationsAfter: Double?
  }

  private func megabytes(_ bytes: Int) -> String { String(format: "%.2f MB", Double(bytes) * 1e-6) }

  private func count(_ operations: Double) -> String { String(format: "%.0f", operations) }

  /// A JSON array with every run of every pass.
  public func json() -> String {
    encodedJSON(
      records.map {
        Entry(
          subject: $0.subject, pass: $0.pass, before: $0.before, after: $0.after,
          floatingPointOperationsBefore: $0.floatingPointOperations?.before,
          floatingPointOperationsAfter: $0.floatingPointOperations?.after)
      })
  }
}

/// `value` as JSON with sorted keys.
func encodedJSON(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else { return "null" }
  return String(decoding: data, as: UTF8.self)
}
