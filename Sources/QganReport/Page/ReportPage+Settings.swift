import OrderedCollections
import QganTraining

extension ReportPage {
  /// The circuits of each program, equal ones once.
  func circuitsSection() -> String? {
    var users: OrderedDictionary<CircuitDrawing, [Int]> = [:]
    for (group, drawings) in circuits.enumerated() {
      for drawing in drawings { users[drawing, default: []].append(group) }
    }
    var parts = users.map { drawing, groups -> String in
      let chips = groups.map { HTML.chip(self.groups[$0].letter, $0) }.joined()
      return
        "<h3>\(chips)\(HTML.escaped(drawing.title))</h3>\n<div class=\"circuit scroll\" tabindex=\"0\">\(drawing.svg)</div>"
    }
    parts += circuitProblems.map { "<p class=\"hint problem\">\(HTML.escaped($0))</p>" }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  /// What differs between groups, and everything in force.
  func settingsSection() -> String? {
    guard !groups.isEmpty else { return nil }
    var parts: [String] = []
    let first = groups.map { $0.runs[0] }
    let keys = ReportGroup.differingKeys(first)
    if groups.count > 1 {
      if keys.isEmpty {
        parts.append("<p>Every setting is the same in all groups; their programs differ.</p>")
      } else {
        let rows = groups.indices.map { index in
          ["<th scope=\"row\">\(name(index))</th>"]
            + keys.map { HTML.code(first[index].configuration[$0].map(HTML.withoutPaths) ?? "–") }
        }
        parts.append(
          HTML.table(
            head: [HTML.head("group")] + keys.map { HTML.head($0) }, rows: rows,
            caption: "Settings that are not the same in all groups."))
      }
    }
    for (index, run) in first.enumerated() {
      let rows = run.configuration.filter { $0.key != "seed" }.map {
        [HTML.cell($0.key), HTML.code(HTML.withoutPaths($0.value))]
      }
      let all = HTML.table(head: [HTML.head("setting"), HTML.head("value")], rows: rows)
      parts.append("<details><summary>Every setting of \(name(index))</summary>\n\(all)</details>")
    }
    return parts.joined(separator: "\n")
  }

  /// Where every number comes from.
  func provenanceSection() -> String? {
    var rows: [[String]] = []
    for (index, group) in groups.enumerated() {
      for run in group.runs { rows.append(provenance(run, chip: HTML.chip(group.letter, index))) }
    }
    for run in unreadable { rows.append(provenance(run, chip: "")) }
    guard !rows.isEmpty else { return nil }
    let heads = [
      "run", "seed", "state", "what is wrong", "steps", "started", "last state written", "compiler",
      "program",
      "sources", "identity",
    ]
    let caption =
      "Times are those of the folders' files. Sources: SHA-256 over the names and SHA-256 of the program's files, first "
      + "12 digits. Identity: the digest of settings, networks and compiler that decides whether a run can be resumed."
    var parts = [HTML.table(head: heads.map { HTML.head($0) }, rows: rows, caption: caption)]
    if let measurements = measurements() { parts.append(measurements) }
    return parts.joined(separator: "\n")
  }

  private func provenance(_ run: RunRecord, chip: String) -> [String] {
    let state = run.state ?? "unknown"
    let known =
      ["finished", "running", "interrupted", "failed"].contains(state) ? " class=\"state-\(state)\"" : ""
    let wrong = run.problems + (run.message.map { [$0] } ?? [])
    return [
      "<th scope=\"row\">\(chip)\(HTML.escaped(run.name))</th>", HTML.cell(run.seed ?? "–"),
      "<td\(known)>\(HTML.escaped(state))</td>",
      wrong.isEmpty
        ? HTML.cell("–") : HTML.cell(HTML.withoutPaths(wrong.joined(separator: "; ")), kind: "text problem"),
      HTML.cell(run.lastStep.map(HTML.count) ?? "–", kind: "number"),
      HTML.cell(run.started.map(HTML.time) ?? "–", kind: "time"),
      HTML.cell(run.ended.map(HTML.time) ?? "–", kind: "time"),
      HTML.cell(run.compiler ?? "–"), HTML.code(run.program ?? "–"),
      HTML.code(run.sourcesDigest.map { String($0.prefix(12)) } ?? "–", title: run.sourcesDigest),
      HTML.code(run.identity.map { String($0.prefix(12)) } ?? "–", title: run.identity),
    ]
  }

  /// How the scores of each group were last measured: samples, data and features, equal ways once.
  private func measurements() -> String? {
    var ways: OrderedDictionary<JSONValue, OrderedSet<Int>> = [:]
    for (index, group) in groups.enumerated() {
      for run in group.runs {
        guard case .object(let members)? = run.evaluations.last else { continue }
        // Steps, epochs and the values themselves are in the curves.
        let way = members.filter { !["step", "epoch", "values"].contains($0.key) }
        ways[.object(way), default: []].append(index)
      }
    }
    guard !ways.isEmpty else { return nil }
    var parts = ["<h3>How scores were measured</h3>"]
    if ways.count > 1 {
      parts.append(
        "<p class=\"hint problem\">There are \(ways.count) ways; scores compare only where everything is equal.</p>"
      )
    }
    for (way, users) in ways {
      var values: OrderedDictionary<String, String> = [:]
      Self.flatten(way, "", into: &values)
      let rows = values.map { [HTML.cell($0.key), HTML.code(HTML.withoutPaths($0.value))] }
      let chips = users.map { HTML.chip(groups[$0].letter, $0) }.joined()
      let table = HTML.table(head: [HTML.head("of the last evaluation"), HTML.head("value")], rows: rows)
      parts.append("<details><summary>\(chips)</summary>\n\(table)</details>")
    }
    return parts.joined(separator: "\n")
  }

  /// The plain values in `value` under dotted names; members of arrays are named after their `name`, or counted.
  private static func flatten(
    _ value: JSONValue, _ name: String, into result: inout OrderedDictionary<String, String>
  ) {
    let prefix = name.isEmpty ? "" : name + "."
    switch value {
    case .object(let members):
      for (key, member) in members { flatten(member, prefix + key, into: &result) }
    case .array(let elements) where elements.contains { if case .object = $0 { true } else { false } }:
      for (index, element) in elements.enumerated() {
        flatten(element, prefix + (element["name"]?.asString ?? "\(index + 1)"), into: &result)
      }
    default:
      result[name.isEmpty ? "value" : name] =
        value.asString ?? value.asInteger.map { "\($0)" } ?? value.asReal.map(HTML.number) ?? value.text
    }
  }
}
