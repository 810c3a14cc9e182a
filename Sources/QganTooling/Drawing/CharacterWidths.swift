/// How wide text is at most in the monospaced fonts that pictures ask for, so that boxes are made wide enough.
public enum CharacterWidths {
  /// Width in parts of the font's size: common monospaced faces have 0.6; symbols may come from other faces.
  public static func width(of character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first?.value else { return 0 }
    switch scalar {
    case 0x20...0x7E, 0xA0...0x24F, 0x370...0x4FF: return 0.61
    case 0x2010...0x2026, 0x2080...0x2089: return 0.75
    case 0x2190...0x2BFF: return 0.9
    case 0x1100...: return 1.1
    default: return 1
    }
  }

  /// Width of a line at a font size, in the unit of the size.
  public static func width(of text: String, size: Double) -> Double {
    text.reduce(0) { $0 + width(of: $1) } * size
  }
}
