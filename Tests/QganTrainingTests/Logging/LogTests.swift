import Testing

@testable import QganTraining

@Suite struct LogTests {
  /// A decoder of the wire format: field numbers to their values in order.
  private struct Message {
    var numbers: [UInt64: UInt64] = [:]
    var bytes: [UInt64: [UInt8]] = [:]

    init(_ input: [UInt8]) throws {
      var position = 0
      func variable() throws -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
          try #require(position < input.count)
          let byte = input[position]
          position += 1
          value |= UInt64(byte & 0x7F) << shift
          shift += 7
          if byte < 0x80 { return value }
        }
      }
      func fixed(_ count: Int) throws -> UInt64 {
        try #require(position + count <= input.count)
        defer { position += count }
        return input[position..<position + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      while position < input.count {
        let key = try variable()
        switch key & 7 {
        case 0: numbers[key >> 3] = try variable()
        case 1: numbers[key >> 3] = try fixed(8)
        case 5: numbers[key >> 3] = try fixed(4)
        default:
          let count = Int(try variable())
          try #require(position + count <= input.count)
          bytes[key >> 3] = Array(input[position..<position + count])
          position += count
        }
      }
    }
  }

  private func records(_ path: String) throws -> [Message] {
    let bytes = try ByteSource(path: path).readAll()
    var messages: [Message] = []
    var position = 0
    while position < bytes.count {
      let head = Array(bytes[position..<position + 8])
      let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(
        Array(bytes[position + 8..<position + 12]) == ProtobufWriter.littleEndian(CRC32C.maskedChecksum(head))
      )
      let message = Array(bytes[position + 12..<position + 12 + length])
      position += 12 + length
      #expect(
        Array(bytes[position..<position + 4]) == ProtobufWriter.littleEndian(CRC32C.maskedChecksum(message)))
      position += 4
      messages.append(try Message(message))
    }
    return messages
  }

  private func value(of event: Message) throws -> Message {
    let summary = try Message(try #require(event.bytes[5]))
    return try Message(try #require(summary.bytes[1]))
  }

  @Test func eventsDecode() throws {
    let folder = try TemporaryFolder()
    let image = try #require(Image(width: 3, height: 2, channels: 1, pixels: [0, 1, 2, 3, 4, 5]))
    let png = try PNGFile.encode(image)
    let log = try EventLog(in: folder.path, wallTime: 1.5)
    try log.scalar("loss/generator", -0.25, step: 300, wallTime: 2.5)
    try log.image("samples", png: png, of: image, step: 301, wallTime: 3.5)
    let records = try records(Folder.join(folder.path, EventLog.fileName))
    #expect(records.count == 3)
    #expect(records[0].bytes[3] == Array("brain.Event:2".utf8))
    #expect(records[0].numbers[1] == (1.5).bitPattern)
    #expect(records[1].numbers[1] == (2.5).bitPattern && records[1].numbers[2] == 300)
    let scalar = try value(of: records[1])
    #expect(scalar.bytes[1] == Array("loss/generator".utf8))
    #expect(scalar.numbers[2] == UInt64(Float(-0.25).bitPattern))
    let picture = try value(of: records[2])
    let content = try Message(try #require(picture.bytes[4]))
    #expect(content.numbers == [1: 2, 2: 3, 3: 1] && content.bytes[4] == png)
  }

  @Test func resumedLogsEqualUninterruptedOnes() throws {
    let folder = try TemporaryFolder()
    let (whole, parts) = ("\(folder.path)/whole", "\(folder.path)/parts")
    for path in [whole, parts] { try Folder.create(path) }
    func write(_ steps: Range<Int>, _ metrics: MetricsLog, _ events: EventLog) throws {
      for step in steps {
        try metrics.append(step: step, epoch: 0, ["loss": .single(Float(step) / 3)])
        try events.scalar("loss", Float(step) / 3, step: step, wallTime: Double(step))
      }
    }
    try write(0..<20, MetricsLog(in: whole), EventLog(in: whole, wallTime: 0))
    var lengths = (0, 0)
    do {
      let (metrics, events) = (try MetricsLog(in: parts), try EventLog(in: parts, wallTime: 0))
      try write(0..<8, metrics, events)
      lengths = (metrics.length, events.length)
      // Steps after the checkpoint, which the crash makes void.
      try write(8..<13, metrics, events)
    }
    try write(
      8..<20, MetricsLog(in: parts, continuingAt: lengths.0),
      EventLog(in: parts, continuingAt: lengths.1, wallTime: 99))
    for name in [MetricsLog.fileName, EventLog.fileName] {
      #expect(
        try ByteSource(path: "\(whole)/\(name)").readAll() == ByteSource(path: "\(parts)/\(name)").readAll())
    }
  }

  @Test func metricsLines() throws {
    let folder = try TemporaryFolder()
    let log = try MetricsLog(in: folder.path)
    try log.append(step: 1, epoch: 0, ["loss.g": .single(0.1), "loss.d": .real(.nan), "n": .integer(3)])
    let text = String(decoding: try ByteSource(path: "\(folder.path)/metrics.jsonl").readAll(), as: UTF8.self)
    #expect(text == #"{"step":1,"epoch":0,"loss.g":0.1,"loss.d":"NaN","n":3}"# + "\n")
  }
}
