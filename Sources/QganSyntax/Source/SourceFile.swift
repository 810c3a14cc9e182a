/// The text of one .qgan file, with its lines found.
public struct SourceFile: Sendable {
  /// Index in the `SourceMap` that owns the file.
  public let id: Int

  /// How messages name the file: the path as it was given, or `std/...` for the embedded library.
  public let path: String

  /// The text as UTF-8.
  public let utf8: [UInt8]

  /// Offset of the first byte of each line.
  public let lineStarts: [Int]

  public init(id: Int, path: String, utf8: [UInt8]) {
    self.id = id
    self.path = path
    self.utf8 = utf8
    var starts = [0]
    for (i, byte) in utf8.enumerated() where byte == UInt8(ascii: "\n") { starts.append(i + 1) }
    lineStarts = starts
  }

  /// The whole text.
  public var text: String { String(decoding: utf8, as: UTF8.self) }

  /// The text of `range`, clamped to the file.
  public func text(of range: SourceRange) -> String {
    let start = max(0, min(range.start, utf8.count))
    let end = max(start, min(range.end, utf8.count))
    return String(decoding: utf8[start..<end], as: UTF8.self)
  }

  /// The 1-based line and column of `offset`; columns count Unicode scalars.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = max(0, min(offset, utf8.count))
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    let prefix = utf8[lineStarts[low]..<offset]
    let column = prefix.count(where: { $0 & 0xC0 != 0x80 }) + 1
    return (low + 1, column)
  }

  /// The text of 1-based `line`, without its line break.
  public func line(_ line: Int) -> String {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let start = lineStarts[line - 1]
    var end = line < lineStarts.count ? lineStarts[line] - 1 : utf8.count
    if end > start, utf8[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: utf8[start..<max(start, end)], as: UTF8.self)
  }
}
