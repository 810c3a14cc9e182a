import Glibc

/// An open file descriptor, closed with the last reference; every call repeats when a signal interrupts it.
final class OpenFile: Sendable {
  let descriptor: Int32
  let path: String

  /// Takes ownership of an open descriptor.
  init(owning descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Opens `path` with `flags` (close-on-exec is added).
  init(_ path: String, _ flags: Int32, mode: mode_t = 0o644) throws(TrainingError) {
    var descriptor: Int32
    repeat {
      descriptor = open(path, flags | O_CLOEXEC, mode)
    } while descriptor < 0 && errno == EINTR
    guard descriptor >= 0 else { throw .system("open", path, code: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// The size in bytes.
  func size() throws(TrainingError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system("examine", path, code: errno) }
    return Int(status.st_size)
  }

  /// Writes all of `bytes` at the file position.
  func write(_ bytes: [UInt8]) throws(TrainingError) {
    let failure: Int32? = unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { break }
        // Linux moves at most 2 GiB a call; smaller pieces keep an interrupt responsive.
        let count = unsafe Glibc.write(descriptor, base + done, min(buffer.count - done, 1 << 26))
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        if count == 0 { return ENOSPC }
        done += count
      }
      return nil
    }
    if let failure { throw .system("write", path, code: failure, need: bytes.count) }
  }

  /// Forces contents and size to the disk.
  func synchronize() throws(TrainingError) {
    while fsync(descriptor) != 0 {
      // Pipes, devices and some network folders cannot be synchronised; there is nothing to be lost there.
      if errno == EINVAL || errno == EROFS { return }
      guard errno == EINTR else { throw .system("flush", path, code: errno) }
    }
  }

  /// Cuts the file to `length` bytes and moves its position there.
  func truncate(to length: Int) throws(TrainingError) {
    while ftruncate(descriptor, off_t(length)) != 0 {
      guard errno == EINTR else { throw .system("cut", path, code: errno) }
    }
    guard lseek(descriptor, off_t(length), SEEK_SET) >= 0 else {
      throw .system("seek in", path, code: errno)
    }
  }
}
