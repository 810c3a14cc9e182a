import Foundation
import QganTooling

/// Small pieces of a page, escaped.
enum HTML {
  static func escaped(_ text: String) -> String { SVGDocument.escaped(text) }

  /// A table that scrolls inside its box; cells and heads are whole elements.
  static func table(head: [String], rows: [[String]], caption: String = "") -> String {
    var lines = ["<figure class=\"table\">", "<div class=\"scroll\" tabindex=\"0\"><table>"]
    lines.append("<thead><tr>\(head.joined())</tr></thead>")
    lines.append("<tbody>")
    for row in rows { lines.append("<tr>\(row.joined())</tr>") }
    lines.append("</tbody></table></div>")
    // Below the box and not in it, where a narrow screen would cut it.
    if !caption.isEmpty { lines.append("<figcaption>\(escaped(caption))</figcaption>") }
    lines.append("</figure>")
    return lines.joined(separator: "\n")
  }

  static func head(_ text: String, isNumber: Bool = false) -> String {
    "<th scope=\"col\"\(isNumber ? " class=\"number\"" : "")>\(escaped(text))</th>"
  }

  static func cell(_ text: String, kind: String = "") -> String {
    "<td\(kind.isEmpty ? "" : " class=\"\(kind)\"")>\(escaped(text))</td>"
  }

  static func code(_ text: String, title: String? = nil) -> String {
    let hint = title.map { " title=\"\(escaped($0))\"" } ?? ""
    let kind = " class=\"\(text.count > 24 ? "text" : "short")\""
    return "<td\(kind)><code\(hint)>\(escaped(text))</code></td>"
  }

  /// Text in which absolute paths are cut to their last component: a page says nothing of the machine.
  static func withoutPaths(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    var before: Character = " "
    while let next = rest.first {
      let startsPath = next == "/" && " \"'`([=:,".contains(before)
      let path = startsPath ? rest.prefix { !" \"'`)],;\n".contains($0) } : ""
      if path.contains(where: { $0 != "/" }) {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        result += "…/" + name
        rest = rest.dropFirst(path.count)
        before = "/"
      } else {
        result.append(next)
        before = next
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The letter of a group on its colour.
  static func chip(_ letter: String, _ index: Int) -> String {
    "<span class=\"chip s\(index % ReportStyle.colors)\">\(escaped(letter))</span>"
  }

  /// Four significant digits.
  static func number(_ value: Double) -> String {
    let size = abs(value)
    if value == 0 { return "0" }
    if size >= 1e6 || size < 1e-4 { return String(format: "%.3e", value) }
    let digits = max(0, 3 - Int(log10(size).rounded(.down)))
    return String(format: "%.\(digits)f", value)
  }

  /// A mean and its deviation to the same decimal, or to two digits of a deviation that would vanish.
  static func number(_ mean: Double, deviation: Double) -> String {
    let size = abs(mean)
    guard mean != 0, size < 1e6, size >= 1e-4 else { return number(mean) + " ± " + number(deviation) }
    let digits = max(0, 3 - Int(log10(size).rounded(.down)))
    let rounded = String(format: "%.\(digits)f", deviation)
    let vanishes = deviation > 0 && !rounded.contains { "123456789".contains($0) }
    return number(mean) + " ± " + (vanishes ? String(format: "%.1e", deviation) : rounded)
  }

  /// `12,345`.
  static func count(_ value: Int) -> String {
    var digits = Array(String(abs(value)))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// `2026-11-26 02:46 UTC`.
  static func time(_ seconds: Int) -> String {
    let days = Int((Double(seconds) / 86400).rounded(.down))
    let rest = seconds - days * 86400
    // Civil from days, by eras of 400 years.
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let day = doy - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    let year = yoe + era * 400 + (month <= 2 ? 1 : 0)
    return String(format: "%04d-%02d-%02d %02d:%02d UTC", year, month, day, rest / 3600, rest / 60 % 60)
  }
}
