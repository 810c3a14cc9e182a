import Synchronization

/// Writes one thing after another on a thread of its own, so that a step need not wait for the disk.
///
/// After an error nothing more is written, and every call throws it.
final class BackgroundWriter {
  private let thread: BackgroundThread
  private let failure = Failure()

  /// The first error.
  private final class Failure: Sendable {
    let first = Mutex<(any Error)?>(nil)
  }

  /// With `isInline`, everything is written before a call returns.
  init(isInline: Bool = false) { thread = BackgroundThread(isInline: isInline) }

  /// Writes after all that was given before, while the caller goes on; what is to be written takes `size` bytes.
  func write(size: Int, _ job: @escaping @Sendable () throws -> Void) throws {
    try check()
    thread.add(size: size) { [failure] in
      guard failure.first.withLock({ $0 == nil }) else { return }
      do { try job() } catch { failure.first.withLock { $0 = error } }
    }
    try check()
  }

  /// Writes at once where nothing is pending, else as `write` does: order costs nothing where there is none to keep.
  func writeInOrder(size: Int, _ job: @escaping @Sendable () throws -> Void) throws {
    guard thread.isIdle else { return try write(size: size, job) }
    try check()
    try job()
  }

  /// Throws the first error so far.
  func check() throws { if let error = failure.first.withLock({ $0 }) { throw error } }

  /// Waits until everything is written, or throws the error that prevented it.
  func finish() throws {
    thread.wait()
    try check()
  }
}
