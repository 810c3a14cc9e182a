/// The dictionary at the start of a .npy file: a Python literal with the keys descr, fortran_order and shape.
struct NpyHeader {
  /// Why the dictionary is refused.
  struct Failure: Error {
    var reason: String
  }

  private(set) var type = ScalarType.float32
  private(set) var isBigEndian = false
  private(set) var isFortranOrder = false
  private(set) var shape: [Int] = []

  private var rest: ArraySlice<UInt8>

  init(parsing bytes: [UInt8]) throws(Failure) {
    rest = bytes[...]
    var seen: Set<String> = []
    try expect("{")
    while !skip("}") {
      let key = try string()
      guard seen.insert(key).inserted else { throw Failure(reason: "the .npy header has `\(key)` twice") }
      try expect(":")
      switch key {
      case "descr": try readType()
      case "fortran_order": isFortranOrder = try boolean()
      case "shape": shape = try tuple()
      default: throw Failure(reason: "the .npy header has the unknown key `\(key)`")
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard rest.isEmpty else { throw Failure(reason: "text follows the dictionary in the .npy header") }
    guard seen.count == 3 else {
      throw Failure(reason: "the .npy header lacks descr, fortran_order or shape")
    }
  }

  /// NumPy's code for a little-endian type; brain floats, which NumPy does not know, are stored as raw words.
  static func code(of type: ScalarType) -> String {
    codes.first { $0.value == type }.map { type.byteCount == 1 ? "|\($0.key)" : "<\($0.key)" } ?? "<u2"
  }

  private static let codes: [String: ScalarType] = [
    "b1": .boolean, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
    "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  private mutating func readType() throws(Failure) {
    if peek() == UInt8(ascii: "[") {
      throw Failure(reason: "arrays of records are not supported; save each field on its own")
    }
    let text = try string()
    if text.hasPrefix("|O") || text == "O" {
      throw Failure(reason: "the array holds Python objects, which are not read; save it as numbers")
    }
    let order = text.first ?? " "
    guard "<>|=".contains(order), let known = Self.codes[String(text.dropFirst())],
      order != "|" || known.byteCount == 1
    else { throw Failure(reason: "the .npy type `\(text)` is not supported") }
    type = known
    isBigEndian = order == ">"
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  private mutating func peek() -> UInt8? {
    skipBlanks()
    return rest.first
  }

  private mutating func skip(_ text: String) -> Bool {
    skipBlanks()
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  private mutating func expect(_ text: String) throws(Failure) {
    guard skip(text) else { throw Failure(reason: "the .npy header is not sound: `\(text)` is missing") }
  }

  private mutating func string() throws(Failure) -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw Failure(reason: "the .npy header is not sound: a string is missing")
    }
    let body = rest.dropFirst().prefix { $0 != quote && $0 != UInt8(ascii: "\\") }
    rest = rest.dropFirst(1 + body.count)
    guard rest.first == quote, let text = String(validating: body, as: UTF8.self) else {
      throw Failure(reason: "the .npy header is not sound: a string does not end")
    }
    rest = rest.dropFirst()
    return text
  }

  private mutating func boolean() throws(Failure) -> Bool {
    if skip("True") { return true }
    if skip("False") { return false }
    throw Failure(reason: "the .npy header is not sound: fortran_order is neither True nor False")
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !skip(")") {
      skipBlanks()
      let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
      guard let size = Int(String(decoding: digits, as: UTF8.self)) else {
        throw Failure(reason: "the shape in the .npy header is not a tuple of sizes")
      }
      guard sizes.count < 32 else { throw Failure(reason: "the array has more than 32 axes") }
      sizes.append(size)
      rest = rest.dropFirst(digits.count)
      // Python 2 wrote long integers with a suffix.
      _ = skip("L")
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }
}
