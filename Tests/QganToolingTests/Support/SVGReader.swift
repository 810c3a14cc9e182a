import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What tests look at in an SVG: its elements with their attributes and text, in order.
final class SVGReader: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
    /// Indices of the elements around it.
    var parents: [Int]

    func number(_ name: String) -> Double { attributes[name].flatMap { Double($0) } ?? .nan }
    var kind: String { attributes["class"] ?? "" }
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []
  /// `nil` for a text that is well-formed XML.
  private(set) var failure: String?

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() { failure = parser.parserError.map { "\($0)" } ?? "not well-formed" }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(Element(name: name, attributes: attributes, parents: open))
    open.append(elements.count - 1)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    for index in open.suffix(2) where index == open.last || elements[index].name == "text" {
      elements[index].text += text
    }
  }

  /// Boxes of gates and steps.
  var boxes: [(x: Double, y: Double, width: Double, height: Double, parents: [Int])] {
    elements.filter { $0.name == "rect" && $0.kind == "box" }.map {
      ($0.number("x"), $0.number("y"), $0.number("width"), $0.number("height"), $0.parents)
    }
  }
}
