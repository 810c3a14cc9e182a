import CQganKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension InstructionSet {
  /// Floating-point operations per second that one core reaches with these instructions, a multiply-add being two; 0 if
  /// the processor lacks them.
  ///
  /// The best of `repetitions` short runs of independent multiply-adds in registers, by the thread's CPU time.
  public func peakRate(isDouble: Bool, repetitions: Int = 40) -> Double {
    guard isSupported else { return 0 }
    var best = 0.0
    var sum = 0.0
    for _ in 0..<repetitions {
      let start = InstructionSet.threadSeconds
      let operations = quantum_peak_run(rawValue, isDouble ? 1 : 0, 100_000, &sum)
      let seconds = InstructionSet.threadSeconds - start
      if seconds > 0 { best = Swift.max(best, Double(operations) / seconds) }
    }
    return best
  }

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
