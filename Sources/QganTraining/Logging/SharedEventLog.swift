import Synchronization

/// An event log that several threads add to, one after the other.
final class SharedEventLog: Sendable {
  private let log: Mutex<EventLog>

  /// The log of `folder`, cut to `length` bytes.
  init(in folder: String, continuingAt length: Int, wallTime: Double) throws(TrainingError) {
    log = Mutex(try EventLog(in: folder, continuingAt: length, wallTime: wallTime))
  }

  /// Adds a point to each of some curves.
  func scalars(_ points: [(tag: String, value: Float)], step: Int, wallTime: Double) throws {
    try log.withLock {
      for point in points { try $0.scalar(point.tag, point.value, step: step, wallTime: wallTime) }
    }
  }

  /// Adds a picture, given as a PNG file with its size.
  func image(_ tag: String, png: [UInt8], of image: Image, step: Int, wallTime: Double) throws {
    try log.withLock { try $0.image(tag, png: png, of: image, step: step, wallTime: wallTime) }
  }

  /// Bytes written, after forcing them to the disk.
  func synchronizedLength() throws -> Int {
    try log.withLock {
      try $0.synchronize()
      return $0.length
    }
  }
}
