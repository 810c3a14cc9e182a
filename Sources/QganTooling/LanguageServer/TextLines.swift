/// The lines of a text, for the protocol's positions: lines from 0, and columns in UTF-16 units.
struct TextLines {
  let utf8: [UInt8]
  /// Offset of the first byte of each line; `\n`, `\r\n` and `\r` end lines.
  private let starts: [Int]

  init(_ utf8: [UInt8]) {
    self.utf8 = utf8
    var starts = [0]
    var i = 0
    while i < utf8.count {
      if utf8[i] == UInt8(ascii: "\r") {
        if i + 1 < utf8.count, utf8[i + 1] == UInt8(ascii: "\n") { i += 1 }
        starts.append(i + 1)
      } else if utf8[i] == UInt8(ascii: "\n") {
        starts.append(i + 1)
      }
      i += 1
    }
    self.starts = starts
  }

  /// A place as the protocol writes it.
  struct Position: Hashable, Comparable {
    var line: Int
    var character: Int

    static func < (a: Position, b: Position) -> Bool { (a.line, a.character) < (b.line, b.character) }

    var json: JSON { ["line": .int(line), "character": .int(character)] }
  }

  /// The place of the byte at `offset`, which is clamped to the text.
  func position(of offset: Int) -> Position {
    let offset = max(0, min(offset, utf8.count))
    var low = 0
    var high = starts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return Position(line: low, character: units(starts[low], offset))
  }

  /// UTF-16 units between two offsets.
  func units(_ start: Int, _ end: Int) -> Int {
    var count = 0
    for byte in utf8[start..<max(start, end)] where byte & 0xC0 != 0x80 { count += byte >= 0xF0 ? 2 : 1 }
    return count
  }

  /// The offset of a place; past the end of a line it is that end, and past the last line the end of the text. The half of
  /// a pair of surrogates belongs to what begins there.
  func offset(of position: Position) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < starts.count else { return utf8.count }
    var end = position.line + 1 < starts.count ? starts[position.line + 1] : utf8.count
    if position.line + 1 < starts.count {
      if end > starts[position.line], utf8[end - 1] == UInt8(ascii: "\n") { end -= 1 }
      if end > starts[position.line], utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    }
    var offset = starts[position.line]
    var units = 0
    while offset < end {
      let byte = utf8[offset]
      let width = byte >= 0xF0 ? 2 : 1
      guard units + width <= position.character else { break }
      units += width
      offset += 1
      while offset < end, utf8[offset] & 0xC0 == 0x80 { offset += 1 }
    }
    return offset
  }
}

extension TextLines.Position {
  /// `nil` unless both numbers are there; negative ones become 0.
  init?(_ json: JSON?) {
    guard let line = json?["line"]?.int, let character = json?["character"]?.int else { return nil }
    self.init(line: max(0, line), character: max(0, character))
  }
}

extension TextLines {
  /// A range of offsets as the protocol writes it.
  func json(_ start: Int, _ end: Int) -> JSON {
    ["start": position(of: start).json, "end": position(of: max(start, end)).json]
  }

  /// The offsets of a range of the protocol, in order; `nil` if it is none.
  func offsets(_ range: JSON?) -> Range<Int>? {
    guard let start = Position(range?["start"]), let end = Position(range?["end"]) else { return nil }
    let (a, b) = (offset(of: start), offset(of: end))
    return min(a, b)..<max(a, b)
  }
}
