import Foundation

/// A self-contained SVG picture under construction: its lines, escaped where text comes in.
public struct SVGDocument {
  /// Size in pixels.
  public var width: Double
  public var height: Double
  /// For screen readers and tooltips.
  public var title: String
  private var body: [String] = []

  public init(width: Double = 0, height: Double = 0, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Adds an element; attributes in the order given, `content` already escaped.
  public mutating func add(_ name: String, _ attributes: [(String, String)], content: String? = nil) {
    let list = attributes.map { " \($0.0)=\"\(SVGDocument.escaped($0.1))\"" }.joined()
    body.append(content.map { "<\(name)\(list)>\($0)</\(name)>" } ?? "<\(name)\(list)/>")
  }

  /// Opens a group that `close` ends; the title shows under a pointer.
  public mutating func open(_ kind: String, title: String = "") {
    body.append("<g class=\"\(SVGDocument.escaped(kind))\">")
    if !title.isEmpty { body.append("<title>\(SVGDocument.escaped(title))</title>") }
  }

  public mutating func close() { body.append("</g>") }

  public mutating func rect(
    _ kind: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0
  ) {
    var attributes = [
      ("class", kind), ("x", Self.number(x)), ("y", Self.number(y)), ("width", Self.number(width)),
      ("height", Self.number(height)),
    ]
    if radius > 0 { attributes.append(("rx", Self.number(radius))) }
    add("rect", attributes)
  }

  public mutating func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    add(
      "line",
      [
        ("class", kind), ("x1", Self.number(x1)), ("y1", Self.number(y1)), ("x2", Self.number(x2)),
        ("y2", Self.number(y2)),
      ])
  }

  public mutating func circle(_ kind: String, _ x: Double, _ y: Double, _ radius: Double) {
    add(
      "circle",
      [("class", kind), ("cx", Self.number(x)), ("cy", Self.number(y)), ("r", Self.number(radius))])
  }

  public mutating func path(_ kind: String, _ d: String) { add("path", [("class", kind), ("d", d)]) }

  /// Text whose base line is at `y`.
  public mutating func text(_ kind: String, _ x: Double, _ y: Double, _ text: String) {
    add(
      "text", [("class", kind), ("x", Self.number(x)), ("y", Self.number(y))], content: Self.escaped(text))
  }

  /// The whole as a file, or as a part of a page; `style` is plain CSS.
  public func text(style: String) -> String {
    let size = "\(Self.number(width)) \(Self.number(height))"
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qgan\" role=\"img\" "
      + "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" viewBox=\"0 0 \(size)\">"
    return
      ([head, "<title>\(Self.escaped(title))</title>", "<style>\(style)</style>"] + body + ["</svg>", ""])
      .joined(separator: "\n")
  }

  /// The whole as a part of a page that has the style sheet, as wide as there is room for.
  public func fragment(kind: String, attributes: [(String, String)] = []) -> String {
    let list = attributes.map { " \($0.0)=\"\(Self.escaped($0.1))\"" }.joined()
    let size = "\(Self.number(width)) \(Self.number(height))"
    return
      (["<svg class=\"\(Self.escaped(kind))\" role=\"img\" viewBox=\"0 0 \(size)\"\(list)>"]
      + ["<title>\(Self.escaped(title))</title>"] + body + ["</svg>"]).joined(separator: "\n")
  }

  /// At most two decimals.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let rounded = (value * 100).rounded() / 100
    if rounded == rounded.rounded(), abs(rounded) < 1e15 { return "\(Int(rounded))" }
    return "\(rounded)"
  }

  /// Text as it may stand in XML and HTML, between tags and in attributes; what XML cannot hold becomes a replacement
  /// character.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t", "\r": result.unicodeScalars.append(scalar)
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || (0x80...0x9F).contains(scalar.value)
        || (0xFFFE...0xFFFF).contains(scalar.value):
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
