/// Cuts a stream of bytes into the protocol's messages: headers, an empty line, and as many bytes as `Content-Length` says.
public struct MessageFraming {
  /// A piece of the stream.
  public enum Frame: Hashable, Sendable {
    case message([UInt8])
    /// What cannot be read: why. The bytes are skipped.
    case damaged(String)
  }

  /// Longest message that is taken, in bytes; longer ones are skipped.
  public static let sizeLimit = 64 << 20
  /// Longest header that is taken, in bytes.
  static let headerLimit = 8192

  private var bytes: [UInt8] = []
  /// Where the next frame begins.
  private var start = 0
  /// Bytes of a message that is too long, which are still to come.
  private var skipped = 0

  public init() {}

  /// Adds what arrived.
  public mutating func append(_ arrived: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes += arrived
  }

  /// The next frame that has arrived whole.
  public mutating func next() -> Frame? {
    let dropped = min(skipped, bytes.count - start)
    start += dropped
    skipped -= dropped
    guard skipped == 0, let (end, length) = header() else { return nil }
    guard end > start else {
      start = bytes.count
      return .damaged("a header of more than \(Self.headerLimit) bytes")
    }
    guard let length else {
      start = end
      return .damaged("a header without a Content-Length")
    }
    guard length <= Self.sizeLimit else {
      start = end
      skipped = length
      return .damaged("a message of more than \(Self.sizeLimit) bytes")
    }
    guard bytes.count - end >= length else { return nil }
    start = end + length
    return .message(Array(bytes[end..<end + length]))
  }

  /// Where the header that begins here ends, and the length that it states; the end is the start for one that is too long,
  /// and there is none for one that has not arrived whole.
  private func header() -> (end: Int, length: Int?)? {
    var length: Int?
    var line = start
    var i = start
    while i < bytes.count {
      guard i - start <= Self.headerLimit else { return (start, nil) }
      defer { i += 1 }
      guard bytes[i] == UInt8(ascii: "\n") else { continue }
      var text = bytes[line..<i]
      if text.last == UInt8(ascii: "\r") { text.removeLast() }
      line = i + 1
      if text.isEmpty { return (line, length) }
      let parts = String(decoding: text, as: UTF8.self).split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-length",
        let value = Int(parts[1].filter { !$0.isWhitespace }), value >= 0
      {
        length = value
      }
    }
    return nil
  }

  /// `message` with its header.
  public static func framed(_ message: JSON) -> [UInt8] {
    let body = message.encoded
    return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }
}
