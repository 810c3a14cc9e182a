/// A piece of text between tokens.
public struct TriviaPiece: Sendable, Hashable {
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// Blanks, tabs and carriage returns.
    case space
    /// One line feed.
    case newline
    /// `// ...` without the line feed.
    case lineComment
    /// `/// ...` without the line feed; it documents the declaration that follows.
    case docComment
    /// `/* ... */`, to the end of the file if it is not closed.
    case blockComment
    /// A character that looks like a blank and is none, or a byte order mark inside the file.
    case unusualSpace
    /// The mark that some editors put at the start of UTF-8 files.
    case byteOrderMark
  }

  public let kind: Kind
  /// Offset of the first byte.
  public let start: Int
  /// Offset just past the last byte.
  public let end: Int

  /// The piece of trivia that starts at `offset`, if one does.
  init?(at offset: Int, in bytes: [UInt8]) {
    guard offset < bytes.count else { return nil }
    var end = offset + 1
    let kind: Kind
    switch bytes[offset] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      while end < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[end]) { end += 1 }
      kind = .space
    case UInt8(ascii: "\n"):
      kind = .newline
    case UInt8(ascii: "/"):
      guard end < bytes.count else { return nil }
      if bytes[end] == UInt8(ascii: "/") {
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        let slashes = bytes[offset..<min(end, offset + 4)].prefix { $0 == UInt8(ascii: "/") }.count
        kind = slashes == 3 ? .docComment : .lineComment
      } else if bytes[end] == UInt8(ascii: "*") {
        end = Self.endOfBlockComment(from: offset + 2, in: bytes)
        kind = .blockComment
      } else {
        return nil
      }
    case 0xC2...:
      guard let (scalar, length) = decodeScalar(at: offset, in: bytes), Self.isUnusualSpace(scalar)
      else { return nil }
      end = offset + length
      kind = scalar == "\u{FEFF}" && offset == 0 ? .byteOrderMark : .unusualSpace
    default:
      return nil
    }
    self.kind = kind
    start = offset
    self.end = end
  }

  private static func endOfBlockComment(from offset: Int, in bytes: [UInt8]) -> Int {
    var i = offset
    while i + 1 < bytes.count {
      if bytes[i] == UInt8(ascii: "*"), bytes[i + 1] == UInt8(ascii: "/") { return i + 2 }
      i += 1
    }
    return bytes.count
  }

  private static func isUnusualSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF: true
    default: false
    }
  }
}

/// The scalar at `offset` and its length in bytes; `nil` where the bytes are not UTF-8.
func decodeScalar(at offset: Int, in bytes: [UInt8]) -> (scalar: Unicode.Scalar, length: Int)? {
  guard offset < bytes.count else { return nil }
  let first = bytes[offset]
  if first < 0x80 { return (Unicode.Scalar(first), 1) }
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
  guard first >= 0xC2, first <= 0xF4, offset + length <= bytes.count else { return nil }
  var value = UInt32(first) & (0xFF >> UInt32(length + 1))
  for i in offset + 1..<offset + length {
    guard bytes[i] & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(bytes[i] & 0x3F)
  }
  // Longer than needed is not UTF-8 either.
  guard value >= [0x80, 0x800, 0x10000][length - 2], let scalar = Unicode.Scalar(value) else {
    return nil
  }
  return (scalar, length)
}
