import QganIR

/// What one instruction took.
public struct InstructionTime: Hashable, Sendable {
  /// Position in `Plan.instructions`.
  public var index: Int
  /// Fastest of the repetitions, in seconds.
  public var seconds: Double
}

extension Executor {
  /// Times every instruction of a step, without writing into variables; the slowest comes first.
  public func profile(step: Int, repetitions: Int = 3) throws -> [InstructionTime] {
    try LibraryThreads.using(threads) { try measured(step, repetitions) }
  }

  private func measured(_ step: Int, _ repetitions: Int) throws -> [InstructionTime] {
    let clock = ContinuousClock()
    var times = (0..<commitStart).map { InstructionTime(index: $0, seconds: .infinity) }
    for _ in 0..<Swift.max(1, repetitions) {
      for index in 0..<commitStart {
        let taken = try clock.measure { try kernels[index].run(UInt64(bitPattern: Int64(step))) }
        let seconds = Double(taken.components.seconds) + 1e-18 * Double(taken.components.attoseconds)
        times[index].seconds = Swift.min(times[index].seconds, seconds)
      }
    }
    return times.sorted { $0.seconds > $1.seconds }
  }
}
