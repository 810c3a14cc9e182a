import Foundation

/// What the passes did to every circuit and graph of a program.
public struct PassStatistics {
  public var records: [Lowering.Record]

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
    return lines.isEmpty ? "no pass changed the size of anything" : lines.joined(separator: "\n")
  }

  private struct Entry: Encodable {
    var subject: String
    var pass: String
    var before: Int
    var after: Int
    var floatingPointOperationsBefore: Double?
    var floatingPointOperationsAfter: Double?
  }

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
