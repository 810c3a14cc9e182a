/// What a page's markup consists of, and where it is not well-formed: tags that do not match, attributes without quotes.
struct MarkupChecker {
  private(set) var problems: [String] = []
  /// Names and attributes of every element.
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// Text outside of tags, scripts and styles.
  private(set) var text = ""

  private static let void: Set = ["meta", "img", "br", "hr", "input", "link"]

  init(_ page: String) {
    var rest = page[...]
    var open: [String] = []
    while let start = rest.firstIndex(of: "<") {
      text += rest[..<start]
      rest = rest[start...]
      if rest.hasPrefix("<!DOCTYPE html>") {
        rest = rest.dropFirst(15)
        continue
      }
      guard
        let tag = rest.prefixMatch(
          of: /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][\w:.-]*(?:="[^"<]*")?)*)\s*(\/?)>/)
      else {
        problems.append("this is no tag: \(rest.prefix(40))")
        rest = rest.dropFirst()
        continue
      }
      rest = rest[tag.range.upperBound...]
      let name = String(tag.2)
      if !tag.1.isEmpty {
        if open.popLast() != name { problems.append("</\(name)> closes nothing") }
        continue
      }
      var attributes: [String: String] = [:]
      for attribute in tag.3.matches(of: /([A-Za-z][\w:.-]*)(?:="([^"]*)")?/) {
        if attributes.updateValue(String(attribute.2 ?? ""), forKey: String(attribute.1)) != nil {
          problems.append("\(attribute.1) stands twice in <\(name)>")
        }
      }
      elements.append((name, attributes))
      guard tag.4.isEmpty, !Self.void.contains(name) else { continue }
      if name == "script" || name == "style" {
        guard let end = rest.range(of: "</\(name)>") else {
          problems.append("<\(name)> does not end")
          return
        }
        rest = rest[end.upperBound...]
      } else {
        open.append(name)
      }
    }
    text += rest
    problems += open.map { "<\($0)> is not closed" }
  }

  /// Values of an attribute in the page.
  func values(_ attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }
}
