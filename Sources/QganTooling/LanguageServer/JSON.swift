import Foundation

/// A JSON value, as messages of the protocol hold them.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// The value that `utf8` writes; `nil` if it is not JSON.
  public init?(utf8: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSON.self, from: Data(utf8)) else { return nil }
    self = value
  }

  /// The member `key`; `nil` if this is no object or has none.
  public subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The element `index`; `nil` if this is no array or too short.
  public subscript(index: Int) -> JSON? {
    if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
  }

  public var string: String? { if case .string(let v) = self { v } else { nil } }
  public var array: [JSON]? { if case .array(let v) = self { v } else { nil } }
  public var object: [String: JSON]? { if case .object(let v) = self { v } else { nil } }
  public var bool: Bool? { if case .bool(let v) = self { v } else { nil } }

  /// A whole number, also where it is written with a point.
  public var int: Int? {
    switch self {
    case .int(let v): v
    case .double(let v): Int(exactly: v)
    default: nil
    }
  }
}

extension JSON: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let v = try? container.decode(String.self) {
      self = .string(v)
    } else if let v = try? container.decode(Bool.self) {
      self = .bool(v)
    } else if let v = try? container.decode(Int.self) {
      self = .int(v)
    } else if let v = try? container.decode(Double.self) {
      self = .double(v)
    } else if let v = try? container.decode([String: JSON].self) {
      self = .object(v)
    } else {
      self = .array(try container.decode([JSON].self))
    }
  }
}

extension JSON {
  /// The value as compact JSON, members in the order of their names. Foundation's encoders take longer than all the rest of
  /// an answer with the tokens of a long file.
  public var encoded: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let v): bytes += (v ? "true" : "false").utf8
    case .int(let v): Self.write(v, to: &bytes)
    case .double(let v): bytes += (v.isFinite ? "\(v)" : "null").utf8
    case .string(let v): Self.write(v, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (i, element) in elements.enumerated() {
        if i > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (i, (key, value)) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if i > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ number: Int, to bytes: inout [UInt8]) {
    // Tokens of a long file are tens of thousands of small numbers.
    if 0..<10 ~= number {
      bytes.append(UInt8(ascii: "0") + UInt8(number))
    } else {
      bytes += String(number).utf8
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
