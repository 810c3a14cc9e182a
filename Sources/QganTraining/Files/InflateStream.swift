import CZlib

/// Decompresses a source piece by piece through zlib.
final class InflateStream {
  /// How the compressed data are wrapped.
  enum Format: Int32, Sendable {
    /// Bare deflate data, as in a zip archive.
    case raw = -15
    /// gzip, of one or several members.
    case gzip = 31
  }

  /// No deflate stream expands by more than this (258 bytes from two bits).
  static let largestExpansion = 1032

  private let source: ByteSource
  private let format: Format
  /// zlib keeps the address of its state's owner, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var inputPosition = 0
  private var sourcePosition = 0
  private var hasEnded = false

  /// Starts at the beginning of `source`.
  init(_ source: ByteSource, _ format: Format) throws(TrainingError) {
    self.source = source
    self.format = format
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let result = inflateInit2_(
      stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      stream.deinitialize(count: 1)
      stream.deallocate()
      throw .notEnoughMemory(purpose: "decompressing \(source.path)", need: 1 << 16, have: 0)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// The next `count` bytes, fewer only where the data end; `badData` if they are corrupt or truncated.
  func read(upTo count: Int) throws(TrainingError) -> [UInt8] {
    var output: [UInt8] = []
    while output.count < count, !hasEnded {
      try fillInput()
      let wanted = min(count - output.count, 1 << 18)
      output += try inflateSome(wanted)
    }
    return output
  }

  /// All of `source`, which must be exactly `size` bytes; memory grows with what is really there.
  static func inflate(
    _ source: ByteSource, _ format: Format, size: Int, crc32 expected: UInt32?
  ) throws(TrainingError) -> [UInt8] {
    guard size / largestExpansion <= source.size else {
      throw source.badData(
        "the header promises \(ByteCount(size)), more than \(ByteCount(source.size)) can decompress to")
    }
    if size > 1 << 26 { try AvailableMemory.check(size, for: "decompressing \(source.path)") }
    let stream = try InflateStream(source, format)
    let bytes = try stream.read(upTo: size)
    guard bytes.count == size else {
      throw source.badData(
        "the data are truncated: \(bytes.count) bytes after decompression, and the header promises \(size)")
    }
    guard try stream.read(upTo: 1).isEmpty else {
      throw source.badData("there are more data than the \(size) bytes that the header promises")
    }
    if let expected {
      let actual = unsafe bytes.withUnsafeBufferPointer {
        unsafe crc32_z(0, $0.baseAddress, $0.count)
      }
      guard UInt32(truncatingIfNeeded: actual) == expected else {
        throw source.badData("the checksum of the decompressed data does not match: the file is damaged")
      }
    }
    return bytes
  }

  private func fillInput() throws(TrainingError) {
    guard inputPosition == input.count else { return }
    let count = min(1 << 16, source.size - sourcePosition)
    guard count > 0 else { throw source.badData("the compressed data are truncated") }
    input = try source.read(at: sourcePosition, count: count)
    sourcePosition += count
    inputPosition = 0
  }

  private func inflateSome(_ wanted: Int) throws(TrainingError) -> [UInt8] {
    var result: Int32 = Z_OK
    let output = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
      unsafe input.withUnsafeMutableBufferPointer { pending in
        let available = pending.count - inputPosition
        stream.pointee.next_in = pending.baseAddress.map { unsafe $0 + inputPosition }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(wanted)
        result = CZlib.inflate(stream, Z_NO_FLUSH)
        inputPosition += available - Int(stream.pointee.avail_in)
        initialized = wanted - Int(stream.pointee.avail_out)
      }
    }
    switch result {
    case Z_OK, Z_BUF_ERROR: return output
    case Z_STREAM_END:
      try finishMember()
      return output
    case Z_MEM_ERROR:
      throw .notEnoughMemory(purpose: "decompressing \(source.path)", need: 1 << 16, have: 0)
    default: throw source.badData("the compressed data are corrupt")
    }
  }

  private func finishMember() throws(TrainingError) {
    let hasMore = inputPosition < input.count || sourcePosition < source.size
    guard hasMore else {
      hasEnded = true
      return
    }
    guard format == .gzip else { throw source.badData("bytes follow the compressed data") }
    try fillInput()
    guard input[inputPosition] == 0x1F, inflateReset(stream) == Z_OK else {
      throw source.badData("bytes follow the compressed data")
    }
  }
}
