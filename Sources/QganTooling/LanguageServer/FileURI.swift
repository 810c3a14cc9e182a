/// Paths of files as the protocol's addresses, and back.
enum FileURI {
  /// `file://` and the path, with everything escaped that is not plain.
  static func uri(of path: String) -> String {
    guard path.hasPrefix("/") else { return path }
    var text = "file://"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return text
  }

  /// The path of a file's address; other addresses, such as those of unsaved documents, stand for themselves.
  static func path(of uri: String) -> String {
    let prefix = "file://"
    guard uri.hasPrefix(prefix) else { return uri }
    let rest = Array(uri.utf8.dropFirst(prefix.utf8.count))
    // What stands before the path names a machine.
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return uri }
    var bytes: [UInt8] = []
    var i = slash
    while i < rest.count {
      if rest[i] == UInt8(ascii: "%"), i + 2 < rest.count,
        let value = UInt8(String(decoding: rest[i + 1...i + 2], as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        i += 3
      } else {
        bytes.append(rest[i])
        i += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
