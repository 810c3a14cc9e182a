import QganSyntax

/// Reads the subset of TOML that a qgan.toml is written in, line by line.
struct TOMLReader {
  enum Value {
    case string(String)
    case strings([String])
  }

  struct Entry {
    var table: String
    var key: Name
    var value: Value
    /// Of the value.
    var range: SourceRange
  }

  private(set) var diagnostics: [Diagnostic] = []
  private(set) var tables: [Name] = []
  private let file: SourceFile
  private var offset = 0
  private var bytes: [UInt8] { file.utf8 }

  init(_ file: SourceFile) { self.file = file }

  /// Every `key = value`, in order; lines that are none are diagnosed and passed over.
  mutating func entries() -> [Entry] {
    var result: [Entry] = []
    var table = ""
    while skipBlank() {
      let start = offset
      if peek == UInt8(ascii: "[") {
        offset += 1
        let name = word()
        guard peek == UInt8(ascii: "]"), !name.text.isEmpty else {
          fail("a table is written [name]", from: start)
          continue
        }
        offset += 1
        table = name.text
        tables.append(name)
        endLine(from: start)
        continue
      }
      let key = word()
      skipSpaces()
      guard !key.text.isEmpty, peek == UInt8(ascii: "=") else {
        fail("a line is `key = value` or `[table]`", from: start)
        continue
      }
      offset += 1
      skipSpaces()
      let valueStart = offset
      guard let value = value() else {
        fail("a value is a \"string\" or a list of strings", from: valueStart)
        continue
      }
      let range = SourceRange(file: file.id, start: valueStart, end: offset)
      if result.contains(where: { $0.table == table && $0.key.text == key.text }) {
        diagnostics.append(Diagnostic("QG300", "`\(key.text)` is set twice", at: key.range))
      } else {
        result.append(Entry(table: table, key: key, value: value, range: range))
      }
      endLine(from: valueStart)
    }
    return result
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// Letters, digits, `_`, `-` and `.`.
  private mutating func word() -> Name {
    let start = offset
    while let byte = peek,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || [0x5F, 0x2D, 0x2E].contains(byte)
    { offset += 1 }
    let range = SourceRange(file: file.id, start: start, end: offset)
    return Name(file.text(of: range), range)
  }

  private mutating func value() -> Value? {
    guard peek == UInt8(ascii: "[") else { return string().map { .string($0) } }
    offset += 1
    var list: [String] = []
    while skipBlank() {
      if peek == UInt8(ascii: "]") {
        offset += 1
        return .strings(list)
      }
      guard let text = string() else { return nil }
      list.append(text)
      _ = skipBlank()
      if peek == UInt8(ascii: ",") { offset += 1 } else if peek != UInt8(ascii: "]") { return nil }
    }
    return nil
  }

  private mutating func string() -> String? {
    guard peek == UInt8(ascii: "\"") else { return nil }
    let start = offset + 1
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\n") {
      // Escapes have no use in what is written here.
      if bytes[end] == UInt8(ascii: "\\") { return nil }
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
    offset = end + 1
    return file.text(of: SourceRange(file: file.id, start: start, end: end))
  }

  private mutating func skipSpaces() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D { offset += 1 }
  }

  /// Skips blanks, line breaks and comments; whether anything is left.
  private mutating func skipBlank() -> Bool {
    while let byte = peek {
      if byte == UInt8(ascii: "#") {
        skipLine()
      } else if [0x20, 0x09, 0x0D, 0x0A].contains(byte) {
        offset += 1
      } else {
        return true
      }
    }
    return false
  }

  private mutating func skipLine() {
    while let byte = peek, byte != UInt8(ascii: "\n") { offset += 1 }
  }

  /// Nothing but a comment may follow on the line.
  private mutating func endLine(from start: Int) {
    skipSpaces()
    if let byte = peek, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "#") {
      fail("the line should end here", from: offset)
    } else {
      skipLine()
    }
  }

  private mutating func fail(_ message: String, from start: Int) {
    let at = min(start, bytes.count)
    skipLine()
    diagnostics.append(
      Diagnostic("QG300", message, at: SourceRange(file: file.id, start: at, end: max(at, offset))))
  }
}
