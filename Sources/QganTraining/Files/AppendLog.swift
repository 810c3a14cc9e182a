import Glibc

/// A file that only grows by whole records; each is handed to the system at once, so that `kill -9` loses none.
public final class AppendLog {
  /// Where the log is.
  public let path: String
  /// Its length in bytes after the last whole record; a checkpoint stores it.
  public private(set) var length: Int
  private let file: OpenFile

  /// Opens the log, made if it is missing, and cuts it to `length` bytes.
  ///
  /// A log that is shorter than `length` is `badData`: what the checkpoint counts on is gone.
  public init(_ path: String, continuingAt length: Int = 0) throws(TrainingError) {
    self.path = path
    self.length = max(0, length)
    file = try OpenFile(path, O_WRONLY | O_CREAT)
    let size = try file.size()
    guard size >= length else {
      throw .badData(
        path: path, reason: "the log has \(size) bytes, and the checkpoint was written at byte \(length)")
    }
    try file.truncate(to: self.length)
  }

  /// Adds one record; if the disk refuses it, the log is cut back to whole records.
  public func append(_ record: [UInt8]) throws(TrainingError) {
    do {
      try file.write(record)
    } catch {
      try? file.truncate(to: length)
      throw error
    }
    length += record.count
  }

  /// Forces all records to the disk, which must happen before a checkpoint stores `length`.
  public func synchronize() throws(TrainingError) { try file.synchronize() }
}
