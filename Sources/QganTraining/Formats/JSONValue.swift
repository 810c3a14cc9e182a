import OrderedCollections

/// A JSON document whose objects keep their order, so that the same value is always written as the same bytes.
public enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case real(Double)
  /// A single-precision number, written with the digits that single precision needs.
  case single(Float)
  case string(String)
  case array([JSONValue])
  case object(OrderedDictionary<String, JSONValue>)

  /// The member `name` of an object.
  public subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The value as an integer, if it is one.
  public var asInteger: Int? {
    switch self {
    case .integer(let value): value
    case .real(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value as a number; the strings `NaN`, `Infinity` and `-Infinity` count.
  public var asReal: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .single(let value): Double(value)
    case .string("NaN"): .nan
    case .string("Infinity"): .infinity
    case .string("-Infinity"): -.infinity
    default: nil
    }
  }

  /// The value as a string, if it is one.
  public var asString: String? { if case .string(let value) = self { value } else { nil } }

  /// The elements of an array.
  public var asArray: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  /// One line without blanks; numbers are the shortest that read back the same, non-finite ones are strings.
  public var text: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// Several lines, indented by two blanks; arrays of plain values stay on a line.
  public var indentedText: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .real(let value): text += JSONValue.number(value, "\(value)")
    case .single(let value): text += JSONValue.number(Double(value), "\(value)")
    case .string(let value): JSONValue.write(value, to: &text)
    case .array(let elements):
      let isFlat = elements.allSatisfy(\.isPlain)
      JSONValue.list(elements, "[", "]", &text, isFlat ? nil : indent, spaced: indent != nil) {
        $0.write(to: &$1, indent: $2)
      }
    case .object(let members):
      JSONValue.list(members.elements, "{", "}", &text, indent, spaced: false) { member, text, indent in
        JSONValue.write(member.key, to: &text)
        text += indent == nil ? ":" : ": "
        member.value.write(to: &text, indent: indent)
      }
    }
  }

  private var isPlain: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private static func list<C: Collection>(
    _ elements: C, _ opening: String, _ closing: String, _ text: inout String, _ indent: Int?, spaced: Bool,
    _ write: (C.Element, inout String, Int?) -> Void
  ) {
    text += opening
    let inner = indent.map { $0 + 2 }
    for (position, element) in elements.enumerated() {
      if position > 0 { text += spaced && indent == nil ? ", " : "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      write(element, &text, inner)
    }
    if let indent, !elements.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += closing
  }

  private static func number(_ value: Double, _ shortest: String) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
    return shortest
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
