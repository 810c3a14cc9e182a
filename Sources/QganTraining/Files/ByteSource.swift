import Glibc
import Synchronization

/// Bytes of known size at random access: a file, a part of one, memory, or a compressed stream read when needed.
public final class ByteSource: Sendable {
  /// The path, or another name for messages.
  public let path: String
  /// Number of bytes.
  public let size: Int
  private let storage: Storage
  private let digest = Mutex<String?>(nil)

  private enum Storage: Sendable {
    case file(OpenFile, offset: Int)
    case memory([UInt8])
    case compressed(CompressedBytes)
  }

  private init(path: String, size: Int, storage: Storage) {
    self.path = path
    self.size = size
    self.storage = storage
  }

  /// Opens a regular file; anything else is `badData`, and nothing there is `missingData`.
  public convenience init(path: String) throws(TrainingError) {
    let file: OpenFile
    do {
      // Opening a pipe must not wait for its writer.
      file = try OpenFile(path, O_RDONLY | O_NONBLOCK)
    } catch .io(_, _, let code) where code == ENOENT || code == ENOTDIR {
      throw .missingData(path: path, reason: "there is no such file", suggestion: "check the path")
    }
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw .system("examine", path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .badData(path: path, reason: "this is not a regular file")
    }
    self.init(path: path, size: Int(status.st_size), storage: .file(file, offset: 0))
  }

  /// Bytes in memory under a name for messages.
  public convenience init(_ bytes: [UInt8], name: String) {
    self.init(path: name, size: bytes.count, storage: .memory(bytes))
  }

  /// The decompressed contents of `source`, which are known to be `size` bytes.
  convenience init(inflating source: ByteSource, _ format: InflateStream.Format, size: Int, crc32: UInt32?) {
    let bytes = CompressedBytes(source: source, format: format, size: size, crc32: crc32)
    self.init(path: source.path, size: size, storage: .compressed(bytes))
  }

  /// The bytes from `offset` to `offset + count`; `badData` if the source ends before.
  public func read(at offset: Int, count: Int) throws(TrainingError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw badData("the file is truncated: it has \(size) bytes, and \(count) are needed at byte \(offset)")
    }
    // Ordinary pieces are not worth asking the system for.
    if count > 1 << 26 { try AvailableMemory.check(count, for: "reading \(path)") }
    switch storage {
    case .memory(let bytes): return Array(bytes[offset..<offset + count])
    case .compressed(let bytes): return try bytes.read(at: offset, count: count)
    case .file(let file, let base): return try read(file, at: base + offset, count: count)
    }
  }

  /// All of it.
  public func readAll() throws(TrainingError) -> [UInt8] { try read(at: 0, count: size) }

  /// SHA-256 of all of it in lower-case hexadecimal, computed when it is first asked for.
  public func sha256() throws(TrainingError) -> String {
    if let known = digest.withLock({ $0 }) { return known }
    var hash = SHA256()
    var position = 0
    while position < size {
      let count = min(1 << 20, size - position)
      hash.update(try read(at: position, count: count))
      position += count
    }
    let text = hash.hexadecimal()
    digest.withLock { $0 = text }
    return text
  }

  /// A part of this source; `badData` if it lies outside.
  func slice(at offset: Int, count: Int, name: String) throws(TrainingError) -> ByteSource {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw badData("the file is truncated: \(name) lies outside of it")
    }
    if case .file(let file, let base) = storage {
      return ByteSource(path: name, size: count, storage: .file(file, offset: base + offset))
    }
    return ByteSource(try read(at: offset, count: count), name: name)
  }

  /// The error that says what is wrong with this file.
  func badData(_ reason: String) -> TrainingError { .badData(path: path, reason: reason) }

  private func read(_ file: OpenFile, at offset: Int, count: Int) throws(TrainingError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count, let base = buffer.baseAddress {
        let got = unsafe pread(
          file.descriptor, base + initialized, min(count - initialized, 1 << 30), off_t(offset + initialized))
        if got < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        if got == 0 { return }
        initialized += got
      }
    }
    if failure != 0 { throw .system("read", path, code: failure) }
    guard bytes.count == count else { throw badData("the file became shorter while it was read") }
    return bytes
  }
}

/// A compressed stream: its beginning is inflated on its own, the whole once, when more is asked for.
private final class CompressedBytes: Sendable {
  let source: ByteSource
  let format: InflateStream.Format
  let size: Int
  let crc32: UInt32?
  private let whole = Mutex<[UInt8]?>(nil)

  init(source: ByteSource, format: InflateStream.Format, size: Int, crc32: UInt32?) {
    self.source = source
    self.format = format
    self.size = size
    self.crc32 = crc32
  }

  func read(at offset: Int, count: Int) throws(TrainingError) -> [UInt8] {
    if let bytes = whole.withLock({ $0 }) { return Array(bytes[offset..<offset + count]) }
    if offset + count <= 1 << 16, offset + count < size {
      let start = try InflateStream(source, format).read(upTo: offset + count)
      guard start.count == offset + count else {
        throw source.badData("the compressed data are truncated")
      }
      return Array(start[offset...])
    }
    let bytes = try InflateStream.inflate(source, format, size: size, crc32: crc32)
    whole.withLock { $0 = bytes }
    return Array(bytes[offset..<offset + count])
  }
}
