import QganTestSupport
import QganTooling
import Testing

/// Messages out of a stream, however it is cut.
@Suite struct MessageFramingTests {
  @Test func messagesArriveInPieces() {
    let messages: [JSON] = [
      ["a": 1], ["text": "ü\u{1F600}\n\u{1}\"\\"], [1, .null, true, .double(0.5)], "x",
    ]
    let stream = messages.flatMap { MessageFraming.framed($0) }
    for size in [1, 2, 7, 50, 1000] {
      var framing = MessageFraming()
      var found: [JSON] = []
      for start in stride(from: 0, to: stream.count, by: size) {
        framing.append(stream[start..<min(stream.count, start + size)])
        while let frame = framing.next() {
          guard case .message(let bytes) = frame, let message = JSON(utf8: bytes) else {
            Issue.record("\(frame)")
            return
          }
          found.append(message)
        }
      }
      #expect(found == messages)
    }
  }

  @Test func headersMayHaveOtherFields() {
    var framing = MessageFraming()
    framing.append(Array("content-type: x\r\nCONTENT-LENGTH:  2\r\n\r\n{}Content-Length: 1\n\n3".utf8))
    #expect(framing.next() == .message(Array("{}".utf8)))
    #expect(framing.next() == .message(Array("3".utf8)))
    #expect(framing.next() == nil)
  }

  @Test(arguments: [
    "Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "\r\n", "nothing\r\n\r\n",
    "Content-Length: 99999999999999999999\r\n\r\n", String(repeating: "x", count: 9000),
  ])
  func damagedHeadersAreSkipped(header: String) {
    var framing = MessageFraming()
    framing.append(Array(header.utf8))
    guard case .damaged? = framing.next() else {
      Issue.record("taken: \(header.prefix(40))")
      return
    }
    framing.append(MessageFraming.framed(["a": 1]))
    #expect(framing.next() == .message(Array(#"{"a":1}"#.utf8)))
  }

  @Test func tooLongMessagesAreSkipped() {
    var framing = MessageFraming()
    let length = MessageFraming.sizeLimit + 1
    framing.append(Array("Content-Length: \(length)\r\n\r\n".utf8))
    guard case .damaged? = framing.next() else {
      Issue.record("a message of \(length) bytes is waited for")
      return
    }
    let piece = [UInt8](repeating: 0x20, count: 1 << 20)
    var rest = length
    while rest > 0 {
      framing.append(piece.prefix(rest))
      rest -= min(rest, piece.count)
      #expect(framing.next() == nil)
    }
    framing.append(MessageFraming.framed(7))
    #expect(framing.next() == .message([UInt8(ascii: "7")]))
  }
}
