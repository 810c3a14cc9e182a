import COneDNN
import COpenBLAS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The libraries' numbers of threads, which belong to the process or to the calling thread.
enum LibraryThreads {
  private static let lock = Lock()

  /// Runs `body` with so many threads for OpenBLAS and oneDNN; no other executor changes that meanwhile, on which the
  /// last bits of matrix products depend. Not to be nested.
  static func using<Result>(_ threads: Int, _ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    use(threads)
    return try body()
  }

  /// Makes OpenBLAS and oneDNN use so many threads in calls from this thread.
  static func use(_ threads: Int) {
    qgan_dnn_set_threads(Int32(threads))
    if openblas_get_num_threads() != Int32(threads) { openblas_set_num_threads(Int32(threads)) }
  }
}

/// A lock that can be held across any code.
final class Lock: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() { pthread_mutex_init(mutex, nil) }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func lock() { pthread_mutex_lock(mutex) }
  func unlock() { pthread_mutex_unlock(mutex) }
}
