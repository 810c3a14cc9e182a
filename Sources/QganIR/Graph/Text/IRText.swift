/// How IR text writes names and numbers.
public enum IRText {
  /// The shortest text that reads back as the same real, always with a point or an exponent, or `inf` or `nan`.
  public static func real(_ value: Double) -> String { value.isNaN ? "nan" : value.description }

  /// `text` in double quotes; quotes, backslashes and control characters are escaped.
  public static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A name as a comment gives it: as it is if it looks like a path, else quoted; `_` for none.
  static func name(_ name: String?) -> String {
    guard let name else { return "_" }
    return isPlain(name) ? name : quoted(name)
  }

  /// A name that is a word as it is, others quoted.
  static func word(_ name: String) -> String {
    guard let first = name.utf8.first, isWordStart(first), name.utf8.allSatisfy(isWordPart),
      name != "inf", name != "nan"
    else { return quoted(name) }
    return name
  }

  /// Whether a comment may give the name without quotes.
  static func isPlain(_ name: some StringProtocol) -> Bool {
    guard name != "_", let first = name.utf8.first, isWordStart(first) else { return false }
    return name.utf8.allSatisfy { isWordPart($0) || ".()[]".utf8.contains($0) }
  }

  static func isWordStart(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  static func isWordPart(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }

  /// ` {a = 1, b = [2]}` in the order of the names, or nothing.
  static func attributes(_ attributes: [String: Attribute]) -> String {
    if attributes.isEmpty { return "" }
    let parts = attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return " {" + parts.joined(separator: ", ") + "}"
  }
}
