/// Text of a source line as a terminal shows it: tabs expanded, control characters made visible, columns known.
struct DisplayText {
  static let tabWidth = 4

  private(set) var text = ""
  /// For each UTF-8 offset of the source text, and for its end, the display column, from 0.
  private(set) var columns: [Int] = []

  init(_ source: String) {
    var column = 0
    for scalar in source.unicodeScalars {
      for _ in 0..<UTF8.width(scalar) { columns.append(column) }
      if scalar == "\t" {
        let blanks = Self.tabWidth - column % Self.tabWidth
        text += String(repeating: " ", count: blanks)
        column += blanks
      } else {
        let shown = Self.visible(scalar)
        text.unicodeScalars.append(shown)
        column += Self.width(of: shown)
      }
    }
    columns.append(column)
  }

  /// The display column of UTF-8 `offset`, clamped to the text.
  func column(at offset: Int) -> Int { columns[max(0, min(offset, columns.count - 1))] }

  /// How many columns the text takes.
  var width: Int { columns[columns.count - 1] }

  /// The part of the text from display column `start` on, at most `length` columns.
  func slice(from start: Int, length: Int) -> String {
    var result = ""
    var column = 0
    for scalar in text.unicodeScalars {
      let width = Self.width(of: scalar)
      if column >= start, column + width <= start + length { result.unicodeScalars.append(scalar) }
      column += width
    }
    return result
  }

  /// `text` without anything that could steer a terminal.
  static func sanitized(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { result.unicodeScalars.append(visible(scalar)) }
    return result
  }

  /// A stand-in for characters that are invisible, move the cursor or change the direction of writing.
  private static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      "\u{FFFD}"
    default: scalar
    }
  }

  /// The number of columns that `scalar` takes on a terminal.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
