import OrderedCollections

/// A strict reader of JSON (RFC 8259) in bounded depth and number of values.
public struct JSONParser {
  /// Where and why a text is not JSON.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    public var reason: String
    /// Byte offset.
    public var offset: Int
    /// The reason and the place.
    public var description: String { "\(reason) (at byte \(offset))" }
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private var valuesLeft: Int

  private init(_ bytes: [UInt8], valueLimit: Int) {
    self.bytes = bytes
    valuesLeft = valueLimit
  }

  /// The value that `bytes` spell, blanks around it allowed; keys of an object must differ.
  public static func parse(_ bytes: [UInt8], valueLimit: Int = 20_000_000) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes, valueLimit: valueLimit)
    parser.skipBlanks()
    let value = try parser.value()
    parser.skipBlanks()
    guard parser.position == bytes.count else { throw parser.failure("text follows the JSON value") }
    return value
  }

  private func failure(_ reason: String) -> Failure { Failure(reason: reason, offset: position) }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func skip(_ byte: Character) -> Bool {
    guard let next, next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(Failure) -> JSONValue {
    valuesLeft -= 1
    if valuesLeft < 0 { throw failure("there are too many JSON values") }
    guard let byte = next else { throw failure("the JSON text ends too early") }
    switch Character(UnicodeScalar(byte)) {
    case "{": return try nested(JSONParser.object)
    case "[": return try nested(JSONParser.array)
    case "\"": return .string(try string())
    case "t": return try word("true", .boolean(true))
    case "f": return try word("false", .boolean(false))
    case "n": return try word("null", .null)
    case "-", "0"..."9": return try number()
    default: throw failure("this is not JSON")
    }
  }

  private mutating func nested(
    _ read: (inout JSONParser) throws(Failure) -> JSONValue
  ) throws(Failure) -> JSONValue {
    depth += 1
    if depth > 64 { throw failure("JSON values are nested too deeply") }
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private static func object(_ parser: inout JSONParser) throws(Failure) -> JSONValue {
    var members: OrderedDictionary<String, JSONValue> = [:]
    parser.skipBlanks()
    if parser.skip("}") { return .object(members) }
    while true {
      parser.skipBlanks()
      guard parser.next == UInt8(ascii: "\"") else { throw parser.failure("a key in quotes is missing") }
      let start = parser.position
      let key = try parser.string()
      parser.skipBlanks()
      guard parser.skip(":") else { throw parser.failure("a colon is missing") }
      parser.skipBlanks()
      if members[key] != nil { throw Failure(reason: "the key \"\(key)\" appears twice", offset: start) }
      members[key] = try parser.value()
      parser.skipBlanks()
      if parser.skip("}") { return .object(members) }
      guard parser.skip(",") else { throw parser.failure("a comma or } is missing") }
    }
  }

  private static func array(_ parser: inout JSONParser) throws(Failure) -> JSONValue {
    var elements: [JSONValue] = []
    parser.skipBlanks()
    if parser.skip("]") { return .array(elements) }
    while true {
      parser.skipBlanks()
      elements.append(try parser.value())
      parser.skipBlanks()
      if parser.skip("]") { return .array(elements) }
      guard parser.skip(",") else { throw parser.failure("a comma or ] is missing") }
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("this is not JSON") }
    position += word.utf8.count
    return value
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
    if position == start { throw failure("a digit is missing") }
  }

  private mutating func number() throws(Failure) -> JSONValue {
    let start = position
    _ = skip("-")
    if !skip("0") { try digits() }
    var isInteger = true
    if skip(".") {
      isInteger = false
      try digits()
    }
    if skip("e") || skip("E") {
      isInteger = false
      if !skip("+") { _ = skip("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw failure("the number is too large") }
    return .real(value)
  }

  private mutating func string() throws(Failure) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("the string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case ..<0x20: throw failure("a control character in a string must be escaped")
      default: text.append(byte)
      }
    }
    throw failure("the string does not end")
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte = next else { throw failure("the string does not end") }
    position += 1
    switch Character(UnicodeScalar(byte)) {
    case "\"", "\\", "/": return [byte]
    case "b": return [0x08]
    case "f": return [0x0C]
    case "n": return [0x0A]
    case "r": return [0x0D]
    case "t": return [0x09]
    case "u":
      var code = try codeUnit()
      if code >> 10 == 0xD800 >> 10 {
        guard skip("\\"), skip("u") else { throw failure("half of a surrogate pair is missing") }
        let low = try codeUnit()
        guard low >> 10 == 0xDC00 >> 10 else { throw failure("half of a surrogate pair is missing") }
        code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
      }
      guard let scalar = UnicodeScalar(code) else { throw failure("half of a surrogate pair is missing") }
      return Array(String(Character(scalar)).utf8)
    default: throw failure("unknown escape")
    }
  }

  private mutating func codeUnit() throws(Failure) -> UInt32 {
    guard position + 4 <= bytes.count else { throw failure("the string does not end") }
    var code: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
        throw failure("four hexadecimal digits are needed")
      }
      code = code << 4 | UInt32(digit)
    }
    position += 4
    return code
  }
}
