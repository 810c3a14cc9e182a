import Foundation

/// What the passes did to every circuit and graph of a program.
public struct PassStatistics {
  public var records: [Lowering.Record]

  public init(records: [Lowering.Record]) { self.records = records }

  /// A table for people; runs of a pass that changed nothing are left out.
  public func text() -> String {
    var lines: [String] = []
    var subject = ""
    for record in records where record.before != record.after {
      if record.subject != subject {
        subject = record.subject
        lines.append(subject)
      }
      lines.append("  \(record.pass): \(record.before) -> \(record.after)")
    }
    return lines.isEmpty ? "no pass changed the size of anything" : lines.joined(separator: "\n")
  }

  private struct Entry: Encodable {
    var subject: String
    var pass: String
    var before: Int
    var after: Int
  }

  /// A JSON array with every run of every pass.
  public func json() -> String {
    encodedJSON(records.map { Entry(subject: $0.subject, pass: $0.pass, before: $0.before, after: $0.after) })
  }
}

/// `value` as JSON with sorted keys.
func encodedJSON(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else { return "null" }
  return String(decoding: data, as: UTF8.self)
}
