extension Attribute: CustomStringConvertible {
  /// The attribute as IR text writes it: `3`, `[1, 2]`, `0.5`, `[0.5, 1.0]`, `"name"`, `true`.
  ///
  /// An empty list of numbers is `[]` for integers and `[.]` for reals, so that text says which it was.
  public var description: String {
    switch self {
    case .integer(let value): String(value)
    case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
    case .float(let value): IRText.real(value)
    case .floats(let values):
      values.isEmpty ? "[.]" : "[" + values.map(IRText.real).joined(separator: ", ") + "]"
    case .string(let value): IRText.quoted(value)
    case .boolean(let value): value ? "true" : "false"
    }
  }
}

/// How IR text writes names and numbers.
public enum IRText {
  /// The shortest text that reads back as the same real, always with a point, exponent, `inf` or `nan` in it.
  public static func real(_ value: Double) -> String { value.description }

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
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// ` {a = 1, b = [2]}` in the order of the names, or nothing.
  static func attributes(_ attributes: [String: Attribute]) -> String {
    if attributes.isEmpty { return "" }
    let parts = attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return " {" + parts.joined(separator: ", ") + "}"
  }
}
