extension CircuitPicture {
  /// The circuit in box-drawing characters: two lines a wire, folded so that no line is longer than `width` characters
  /// where a column alone is not.
  public func text(width: Int = 100) -> String {
    let labels = wires.map { $0 + " " }
    let margin = labels.map(\.count).max() ?? 0
    let columns = columns
    let widths = columns.map { column in
      (column.map(\.textWidth).max() ?? 1) + 2
    }
    let lines = CircuitPicture.fold(widths, limit: max(1, width - margin - 4))
    var parts: [String] = []
    for (index, line) in lines.enumerated() {
      var canvas = TextCanvas(
        width: line.map { widths[$0] }.reduce(0, +), height: max(0, 2 * wires.count - 1))
      for row in wires.indices { canvas.fill(2 * row, with: "─") }
      var x = 0
      for column in line {
        for element in columns[column] { element.draw(on: &canvas, x: x, width: widths[column]) }
        x += widths[column]
      }
      let body = canvas.lines.enumerated().map { number, text in
        let isWire = number % 2 == 0
        let label = isWire ? labels[number / 2] : ""
        let start = isWire ? (index == 0 ? "─" : "┄") : " "
        let end = isWire ? (index == lines.count - 1 ? "─" : "┄") : ""
        let padded = label + String(repeating: " ", count: margin - label.count)
        return CircuitPicture.trimmed(padded + start + text + end)
      }
      parts.append(body.joined(separator: "\n"))
    }
    return ([title.isEmpty ? "" : title] + parts + (notes.isEmpty ? [] : [notes.joined(separator: "\n")]))
      .filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  static func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}

extension CircuitPicture.Symbol {
  /// How the symbol is written on its wire.
  fileprivate var text: String {
    switch self {
    case .box(let label): "┤\(label.line)├"
    case .control(let isOn): isOn ? "●" : "○"
    case .target: "⊕"
    case .swap: "×"
    case .observable(let name): "┤⟨\(name)⟩├"
    case .meter: "┤M├"
    case .barrier: "┊"
    }
  }
}

extension CircuitPicture.Element {
  fileprivate var textWidth: Int {
    max(marks.map(\.symbol.text.count).max() ?? 0, block.map { portWidth($0) + $0.label.line.count + 2 } ?? 0)
  }

  private func portWidth(_ block: CircuitPicture.Block) -> Int {
    block.ports.map { $0.count + 1 }.max() ?? 0
  }

  fileprivate func draw(on canvas: inout TextCanvas, x: Int, width: Int) {
    let center = x + (width - 1) / 2
    if isJoined {
      for line in 2 * span.lowerBound...2 * span.upperBound {
        canvas.write(line % 2 == 0 ? "┼" : "│", line, center)
      }
    }
    if let block {
      let inner = portWidth(block) + block.label.line.count
      let left = center - (inner + 1) / 2
      let top = 2 * block.rows.lowerBound
      let bottom = 2 * block.rows.upperBound
      for line in top...bottom {
        let isWire = line % 2 == 0
        let port = isWire && !block.ports.isEmpty ? block.ports[(line - top) / 2] : ""
        let title = line == (top + bottom) / 2 ? block.label.line : ""
        let lead = port + String(repeating: " ", count: max(0, portWidth(block) - port.count)) + title
        let body = lead + String(repeating: " ", count: max(0, inner - lead.count))
        canvas.write(isWire ? "┤\(body)├" : "│\(body)│", line, left)
      }
    }
    for mark in marks {
      let text = mark.symbol.text
      canvas.write(text, 2 * mark.row, center - (text.count - 1) / 2)
    }
    if !isJoined {
      for (upper, lower) in zip(marks, marks.dropFirst()) where lower.row == upper.row + 1 {
        canvas.write("┊", 2 * upper.row + 1, center)
      }
    }
  }
}

/// Lines of equal length that are written into.
struct TextCanvas {
  private var cells: [[Character]]

  init(width: Int, height: Int) {
    cells = [[Character]](repeating: [Character](repeating: " ", count: width), count: height)
  }

  mutating func fill(_ line: Int, with character: Character) {
    cells[line] = cells[line].map { _ in character }
  }

  /// Writes from a place on; what does not fit is left out.
  mutating func write(_ text: String, _ line: Int, _ column: Int) {
    guard cells.indices.contains(line) else { return }
    for (offset, character) in text.enumerated() where cells[line].indices.contains(column + offset) {
      cells[line][column + offset] = character
    }
  }

  var lines: [String] { cells.map { String($0) } }
}
