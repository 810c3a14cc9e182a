import Foundation
import OrderedCollections
import QganIR
import QganTraining

/// What `qganc eval` prints: a table of values and all that they depend on.
public enum EvaluationSummary {
  /// The record as JSON, what was looked at first.
  public static func json(_ record: EvaluationRecord, source: (key: String, path: String)) -> String {
    guard case .object(var members) = record.json else { return record.json.text }
    members.updateValue(.string(source.path), forKey: source.key, insertingAt: 0)
    return JSONValue.object(members).indentedText.trimmingCharacters(in: .newlines)
  }

  /// A table of the values, then a line for each metric and for what all of them share.
  public static func text(_ record: EvaluationRecord, title: String) -> String {
    var lines = [title + (record.step.map { ", step \($0)" } ?? "")]
    let width = record.values.keys.map(\.count).max() ?? 0
    for (key, value) in record.values {
      let direction = Catalog.standard.direction(ofMetric: key).map { "  \($0.rawValue) is better" } ?? ""
      let text = number(value)
      lines.append(
        "  " + padded(key, width) + "  " + (direction.isEmpty ? text : padded(text, 12) + direction))
    }
    var facts: [(String, String)] = []
    for metric in record.metrics {
      guard case .object(let members) = metric, let name = members["name"]?.asString else { continue }
      facts.append(
        (
          name,
          members.filter { $0.key != "name" }.map { "\($0.key) \(plain($0.value))" }.joined(separator: ", ")
        ))
    }
    for (name, value) in [
      ("features", record.features), ("generated", record.generated), ("real", record.real),
    ] {
      guard case .object(let members)? = value else { continue }
      facts.append((name, members.map { "\($0.key) \(plain($0.value))" }.joined(separator: ", ")))
    }
    let names = facts.map(\.0.count).max() ?? 0
    lines += facts.map { padded($0.0, names) + "  " + $0.1 }
    return (lines + record.notes.map { "note: \($0)" }).joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func number(_ value: Double) -> String { String(format: "%.6g", value) }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text.isEmpty ? "none" : text
    case .object(let members): members.map { "\($0.key) \(plain($0.value))" }.joined(separator: ", ")
    case .array(let items): items.map(plain).joined(separator: ", ")
    default: value.text
    }
  }
}
