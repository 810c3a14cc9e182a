import CQganKernels

/// The threads that share a sweep, and the memory of each.
struct LargeWorkers: Sendable {
  /// Memory of one thread.
  struct Part: @unchecked Sendable {
    let scratch: UnsafeMutableRawPointer
    /// Coefficients of parities.
    let spectrum: UnsafeMutablePointer<Double>
    let sums: UnsafeMutablePointer<Double>
    let distributions: UnsafeMutablePointer<Double>
    /// Sums of the start's low factor.
    let rows: UnsafeMutablePointer<Double>
  }

  let kernels: large_kernels
  let parts: [Part]
  let parallel: ParallelLoop

  /// Runs a body over `0..<count`, a range for each thread.
  func run(_ count: Int, _ body: @Sendable (Part, Range<Int>) -> Void) {
    let threads = Swift.min(parts.count, count)
    guard threads > 1 else {
      if count > 0 { body(parts[0], 0..<count) }
      return
    }
    parallel(threads) { index in
      body(parts[index], index * count / threads..<(index + 1) * count / threads)
    }
  }
}
