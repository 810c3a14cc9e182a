import Glibc

/// A thread that does one job after another, in the order in which they are given; it starts with the first one.
///
/// Where all processors are busy, who gives a job goes on rather than the thread.
///
/// Only one thread at a time may give jobs or wait for them, which is why sending it elsewhere is unchecked. A job must
/// not hold the thread that does it.
final class BackgroundThread: @unchecked Sendable {
  private let queue = JobQueue()
  private var thread: pthread_t?
  private var isInline: Bool

  /// No thread starts yet; with `isInline` none ever does, and jobs are done by who gives them, as they also are where
  /// the system refuses a thread.
  init(isInline: Bool = false) { self.isInline = isInline }

  /// Does what was given, then ends the thread.
  deinit {
    guard let thread else { return }
    queue.stop()
    pthread_join(thread, nil)
  }

  /// Whether every job is done.
  var isIdle: Bool { thread == nil || queue.isIdle }

  /// Does `job` after those before it; it holds `size` bytes until then, and waits until those of all are not too many.
  func add(size: Int = 0, _ job: @escaping @Sendable () -> Void) {
    if thread == nil, !isInline { start() }
    if isInline { job() } else { queue.add(job, size: size) }
  }

  /// Returns when every job is done.
  func wait() { if thread != nil { queue.wait() } }

  private func start() {
    var started: pthread_t = 0
    let argument = Unmanaged.passRetained(queue)
    let status = pthread_create(
      &started, nil,
      { argument in
        if let argument { Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().work() }
        return nil
      }, argument.toOpaque())
    if status == 0 {
      thread = started
    } else {
      argument.release()
      isInline = true
    }
  }
}

/// Jobs that wait for a thread; everything that changes is read and written under the lock.
private final class JobQueue: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [(job: @Sendable () -> Void, size: Int)] = []
  /// Jobs that are not done, and the bytes that they hold.
  private var left = (jobs: 0, size: 0)
  private var isStopping = false

  /// Bytes that the jobs of a queue hold together, unless one alone holds more.
  private static let limit = 1 << 26
  /// Linux's SCHED_BATCH, which its header keeps to GNU programs.
  private static let batchPolicy: Int32 = 3

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  var isIdle: Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return left.jobs == 0
  }

  func add(_ job: @escaping @Sendable () -> Void, size: Int) {
    pthread_mutex_lock(lock)
    while left.jobs > 0, left.size + size > JobQueue.limit { pthread_cond_wait(changed, lock) }
    waiting.append((job, size))
    left.jobs += 1
    left.size += size
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  func wait() {
    pthread_mutex_lock(lock)
    while left.jobs > 0 { pthread_cond_wait(changed, lock) }
    pthread_mutex_unlock(lock)
  }

  func stop() {
    pthread_mutex_lock(lock)
    isStopping = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  /// The life of the thread.
  func work() {
    // Threads of this policy do not take a processor over when they are woken; without it, one that runs seldom often
    // does, and the caller waits for the whole job.
    var parameters = sched_param()
    pthread_setschedparam(pthread_self(), JobQueue.batchPolicy, &parameters)
    while let size = doNext() {
      pthread_mutex_lock(lock)
      left.jobs -= 1
      left.size -= size
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
  }

  /// Does a job, lets go of what it holds, and returns its size; `nil` when there will be no more.
  @inline(never) private func doNext() -> Int? {
    pthread_mutex_lock(lock)
    while waiting.isEmpty, !isStopping { pthread_cond_wait(changed, lock) }
    let next = waiting.isEmpty ? nil : waiting.removeFirst()
    pthread_mutex_unlock(lock)
    guard let next else { return nil }
    next.job()
    return next.size
  }
}
