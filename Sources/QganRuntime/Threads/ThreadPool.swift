import CQganKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fixed number of threads over which ranges are split the same way every time.
///
/// Only one thread at a time may use a pool, which is why sending it elsewhere is unchecked.
public final class ThreadPool: @unchecked Sendable {
  /// Number of threads that work, the caller's included.
  public let count: Int
  private let state: ThreadPoolState
  private var threads: [pthread_t] = []

  /// Starts `count - 1` threads; fewer where the system refuses them.
  public init(count: Int) {
    state = ThreadPoolState()
    for index in 1..<Swift.max(1, Swift.min(count, 1024)) {
      let start = Unmanaged.passRetained(WorkerStart(state: state, index: index))
      #if canImport(Glibc)
        var thread: pthread_t = 0
        let status = pthread_create(&thread, nil, { workerMain($0) }, start.toOpaque())
        if status == 0 { threads.append(thread) }
      #else
        var thread: pthread_t?
        let status = pthread_create(&thread, nil, { workerMain($0) }, start.toOpaque())
        if let thread, status == 0 { threads.append(thread) }
      #endif
      if status != 0 {
        start.release()
        break
      }
    }
    self.count = threads.count + 1
    state.workerCount = threads.count
  }

  deinit {
    state.stop()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Calls `body(begin, end)` on pieces of `0..<count`, one a thread; inline if no piece would reach `grain`.
  func forRanges(_ count: Int, grain: Int, _ body: @escaping (Int, Int) -> Void) {
    let pieces = Swift.min(self.count, count / Swift.max(grain, 1))
    guard pieces > 1 else {
      if count > 0 { body(0, count) }
      return
    }
    state.run(count, pieces: pieces, body)
  }
}

extension ThreadPool {
  /// Runs a body for every index, on the pool's threads.
  var loop: ParallelLoop {
    { count, body in
      withoutActuallyEscaping(body) { body in
        self.forRanges(count, grain: 1) { begin, end in
          for index in begin..<end { body(index) }
        }
      }
    }
  }
}

/// What a new thread is told.
private final class WorkerStart {
  let state: ThreadPoolState
  let index: Int

  init(state: ThreadPoolState, index: Int) {
    self.state = state
    self.index = index
  }
}

/// The life of a worker.
private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let start = Unmanaged<WorkerStart>.fromOpaque(argument).takeRetainedValue()
  start.state.work(index: start.index)
  return nil
}

/// What the threads of a pool share.
///
/// Waiting threads look for work, or for the others to be done, for some ten microseconds before they sleep: waking
/// takes longer than a small circuit's batch.
private final class ThreadPoolState {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let done = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Changes with every call, and when the pool stops; read without the lock by threads that look.
  private let generation = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  /// Workers that have not yet reported.
  private let pending = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private var count = 0
  private var pieces = 0
  /// Where the caller ran when it called.
  private var callersProcessor: Int32 = -1
  private var isStopping = false
  private var sleepers = 0
  private var isCallerAsleep = false
  private var body: ((Int, Int) -> Void)?
  var workerCount = 0

  /// Pauses of the processor before a thread sleeps.
  private static let patience: Int64 = 1000

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(wake, nil)
    pthread_cond_init(done, nil)
    generation.initialize(to: 0)
    pending.initialize(to: 0)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(wake)
    pthread_cond_destroy(done)
    lock.deallocate()
    wake.deallocate()
    done.deallocate()
    generation.deallocate()
    pending.deallocate()
  }

  /// The begin of piece `index`; the first `count % pieces` pieces are one longer.
  private static func begin(_ index: Int, of pieces: Int, count: Int) -> Int {
    index * (count / pieces) + Swift.min(index, count % pieces)
  }

  /// Runs `body` for all pieces of `0..<count`, piece 0 here, and returns when all are done.
  func run(_ count: Int, pieces: Int, _ body: @escaping (Int, Int) -> Void) {
    pthread_mutex_lock(lock)
    self.body = body
    self.count = count
    self.pieces = pieces
    callersProcessor = qgan_current_processor()
    qgan_store(pending, Int64(workerCount))
    _ = qgan_add(generation, 1)
    if sleepers > 0 { pthread_cond_broadcast(wake) }
    pthread_mutex_unlock(lock)
    body(0, ThreadPoolState.begin(1, of: pieces, count: count))
    waitForWorkers()
    self.body = nil
  }

  private func waitForWorkers() {
    for _ in 0..<workerCount {
      let left = qgan_load(pending)
      if left == 0 { return }
      if qgan_spin_while(pending, left, ThreadPoolState.patience) == 0 { break }
    }
    pthread_mutex_lock(lock)
    isCallerAsleep = true
    while qgan_load(pending) > 0 { pthread_cond_wait(done, lock) }
    isCallerAsleep = false
    pthread_mutex_unlock(lock)
  }

  func work(index: Int) {
    var seen: Int64 = 0
    while true {
      if qgan_spin_while(generation, seen, ThreadPoolState.patience) == 0 {
        pthread_mutex_lock(lock)
        sleepers += 1
        while qgan_load(generation) == seen { pthread_cond_wait(wake, lock) }
        sleepers -= 1
        pthread_mutex_unlock(lock)
      }
      seen = qgan_load(generation)
      if isStopping { return }
      runPiece(index)
      if qgan_add(pending, -1) == 0 {
        pthread_mutex_lock(lock)
        if isCallerAsleep { pthread_cond_signal(done) }
        pthread_mutex_unlock(lock)
      }
    }
  }

  /// Runs a piece and lets go of the body, which may not outlive the call that `run` is.
  @inline(never) private func runPiece(_ index: Int) {
    // Nothing changes these until every worker has reported.
    guard index < pieces, let body else { return }
    // A thread that sleeps often may be woken where the caller runs, time after time, while other processors idle.
    if callersProcessor >= 0, qgan_current_processor() == callersProcessor {
      qgan_leave_processor(callersProcessor)
    }
    body(
      ThreadPoolState.begin(index, of: pieces, count: count),
      ThreadPoolState.begin(index + 1, of: pieces, count: count))
  }

  func stop() {
    pthread_mutex_lock(lock)
    isStopping = true
    _ = qgan_add(generation, 1)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(lock)
  }
}
