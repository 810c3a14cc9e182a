extension CircuitPicture {
  /// Sizes in pixels.
  private enum Size {
    static let pitch = 44.0
    static let box = 32.0
    static let name = 13.0
    static let detail = 11.0
    static let gap = 12.0
    static let margin = 14.0
    /// Longest angle that a box shows, in characters; the whole is in its title.
    static let longest = 26
  }

  /// The circuit as a self-contained SVG, folded so that it is at most `width` pixels wide where a column alone is not.
  public func svg(width: Int = 1080) -> String {
    let left =
      Size.margin + 8 + (wires.map { CharacterWidths.width(of: $0, size: 12) }.max() ?? 0)
    let columns = columns
    let widths = columns.map { column in
      Int(((column.map { Self.width(of: $0) }.max() ?? 0) + Size.gap).rounded(.up))
    }
    let lines = CircuitPicture.fold(widths, limit: width - Int(left + 2 * Size.margin))
    let lineHeight = Double(wires.count) * Size.pitch + 16
    var document = SVGDocument(title: title)
    let longest = lines.map { $0.map { widths[$0] }.reduce(0, +) }.max() ?? 0
    let key = keyWidth
    let noteWidth = notes.map { CharacterWidths.width(of: $0, size: 11) }.max() ?? 0
    document.width = max(
      left + Double(longest) + 2 * Size.margin, key + 2 * Size.margin, noteWidth + 2 * Size.margin)
    document.height =
      Size.margin + lineHeight * Double(lines.count) + (key > 0 ? 28 : 0) + Double(notes.count) * 18 + 4
    document.rect("paper", x: 0, y: 0, width: document.width, height: document.height)
    for (index, line) in lines.enumerated() {
      let top = Size.margin + Double(index) * lineHeight
      let end = left + Double(line.map { widths[$0] }.reduce(0, +)) + 10
      drawWires(
        on: &document, top: top, from: left, to: end, continues: index < lines.count - 1, continued: index > 0
      )
      var x = left
      for column in line {
        for element in columns[column] {
          Self.draw(element, on: &document, x: x + Double(widths[column]) / 2 + 4, top: top)
        }
        x += Double(widths[column])
      }
    }
    var y = Size.margin + lineHeight * Double(lines.count) + 6
    if key > 0 {
      drawKey(on: &document, y: y)
      y += 28
    }
    for note in notes {
      document.text("note left", Size.margin, y + 6, note)
      y += 18
    }
    return document.text(style: DrawingStyle.css)
  }

  private func drawWires(
    on document: inout SVGDocument, top: Double, from left: Double, to end: Double, continues: Bool,
    continued: Bool
  ) {
    for (row, name) in wires.enumerated() {
      let y = Self.y(row, top)
      document.text("label", left - 6, y + 4, name)
      document.line("wire", left, y, end, y)
      if continues {
        document.path("stroke", "M\(SVGDocument.number(end - 3)) \(SVGDocument.number(y - 3))l4 3l-4 3")
      }
      if continued {
        document.path("stroke", "M\(SVGDocument.number(left)) \(SVGDocument.number(y - 3))l4 3l-4 3")
      }
    }
  }

  private static func y(_ row: Int, _ top: Double) -> Double { top + (Double(row) + 0.5) * Size.pitch }

  // MARK: - The key

  private var key: [(origin: DrawingLabel.Origin, text: String)] {
    [(.param, "parameter"), (.input, "input, per sample")].filter { uses($0.0) }
  }

  private var keyWidth: Double {
    key.reduce(0) { $0 + 52 + CharacterWidths.width(of: $1.text, size: 11) }
  }

  private func drawKey(on document: inout SVGDocument, y: Double) {
    var x = Size.margin
    for (origin, text) in key {
      document.open(origin.rawValue)
      document.rect("box", x, y, 24, 14, origin)
      document.close()
      document.text("note left", x + 30, y + 11, text)
      x += 52 + CharacterWidths.width(of: text, size: 11)
    }
  }

  // MARK: - Elements

  private static func width(of label: DrawingLabel) -> Double {
    let detail = label.shortened(to: Size.longest).map(\.text).joined()
    return max(
      26,
      max(
        CharacterWidths.width(of: label.name, size: Size.name),
        CharacterWidths.width(of: detail, size: Size.detail)) + (label.origin == .input ? 16 : 10))
  }

  private static func portWidth(_ block: Block) -> Double {
    block.ports.map { CharacterWidths.width(of: $0, size: 10) + 6 }.max() ?? 0
  }

  private static func width(of element: Element) -> Double {
    let marks = element.marks.map { mark -> Double in
      switch mark.symbol {
      case .box(let label): width(of: label)
      case .observable(let name): width(of: DrawingLabel("⟨\(name)⟩"))
      case .meter: 34
      case .target: 20
      case .control, .swap: 14
      case .barrier: 6
      }
    }
    return max(marks.max() ?? 0, element.block.map { width(of: $0.label) + portWidth($0) } ?? 0)
  }

  private static func draw(_ element: Element, on document: inout SVGDocument, x: Double, top: Double) {
    let isReadout = element.marks.contains {
      switch $0.symbol {
      case .observable, .meter: true
      default: false
      }
    }
    document.open(isReadout ? "gate read" : "gate", title: element.summary)
    if element.isJoined, element.span.count > 1 {
      document.line("join", x, y(element.span.lowerBound, top), x, y(element.span.upperBound, top))
    }
    if let block = element.block { draw(block, on: &document, x: x, top: top) }
    for mark in element.marks { draw(mark.symbol, on: &document, x: x, y: y(mark.row, top)) }
    document.close()
  }

  private static func draw(_ block: Block, on document: inout SVGDocument, x: Double, top: Double) {
    let ports = portWidth(block)
    let width = width(of: block.label) + ports
    let y1 = y(block.rows.lowerBound, top) - Size.box / 2
    let y2 = y(block.rows.upperBound, top) + Size.box / 2
    document.open(block.label.origin.rawValue)
    document.rect("box", x - width / 2, y1, width, y2 - y1, block.label.origin)
    draw(block.label, on: &document, x: x + ports / 2, y: (y1 + y2) / 2)
    for (port, row) in zip(block.ports, block.rows) {
      document.text("port left", x - width / 2 + 4, y(row, top) + 4, port)
    }
    document.close()
  }

  private static func draw(_ label: DrawingLabel, on document: inout SVGDocument, x: Double, y: Double) {
    guard !label.pieces.isEmpty else {
      document.text("name", x, y + 5, label.name)
      return
    }
    document.text("name", x, y - 1, label.name)
    let spans = label.shortened(to: Size.longest).map { piece in
      let text = SVGDocument.escaped(piece.text)
      return piece.origin == .constant ? text : "<tspan class=\"\(piece.origin.rawValue)\">\(text)</tspan>"
    }
    document.add(
      "text",
      [("class", "detail"), ("x", SVGDocument.number(x)), ("y", SVGDocument.number(y + 12))],
      content: spans.joined())
  }

  private static func draw(_ symbol: Symbol, on document: inout SVGDocument, x: Double, y: Double) {
    let (px, py) = (SVGDocument.number(x), SVGDocument.number(y))
    switch symbol {
    case .box(let label):
      let width = width(of: label)
      document.open(label.origin.rawValue)
      document.rect("box", x - width / 2, y - Size.box / 2, width, Size.box, label.origin)
      draw(label, on: &document, x: x, y: y)
      document.close()
    case .control(let isOn): document.circle(isOn ? "dot" : "open", x, y, 4.5)
    case .target:
      document.circle("target", x, y, 9)
      document.path("stroke", "M\(px) \(SVGDocument.number(y - 9))v18M\(SVGDocument.number(x - 9)) \(py)h18")
    case .swap:
      let (left, up) = (SVGDocument.number(x - 5), SVGDocument.number(y - 5))
      document.path("stroke", "M\(left) \(up)l10 10m0 -10l-10 10")
    case .observable(let name):
      let label = DrawingLabel("⟨\(name)⟩")
      let width = width(of: label)
      document.rect("box", x: x - width / 2, y: y - 14, width: width, height: 28, radius: 3)
      draw(label, on: &document, x: x, y: y)
    case .meter:
      document.rect("box", x: x - 17, y: y - 14, width: 34, height: 28, radius: 3)
      let start = "M\(SVGDocument.number(x - 11)) \(SVGDocument.number(y + 6))"
      document.path(
        "stroke", start + "a11 11 0 0 1 22 0M\(px) \(SVGDocument.number(y + 6))l8 -14")
    case .barrier:
      document.line("barrier", x, y - Size.pitch / 2, x, y + Size.pitch / 2)
    }
  }
}

extension SVGDocument {
  /// A box whose corners say what it depends on.
  fileprivate mutating func rect(
    _ kind: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ origin: DrawingLabel.Origin
  ) {
    rect(
      kind, x: x, y: y, width: width, height: height,
      radius: origin == .input ? min(width, height, 30) / 2.2 : origin == .param ? 0 : 2)
  }
}
