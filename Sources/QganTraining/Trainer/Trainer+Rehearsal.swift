/// What a dry run found by training a little.
public struct Rehearsal: Sendable {
  /// Seconds of a generator or model step with the discriminator steps before it; the median.
  public var secondsPerStep: Double
  /// Steps that were timed.
  public var steps: Int
  /// Generator or model steps of the whole run.
  public var totalSteps: Int
  /// Numbers that are trained, by role.
  public var weightCounts: [(role: String, count: Int)]
  /// Bytes that the run takes.
  public var memory: Int
}

extension Trainer {
  /// Trains for about `seconds`, at least 3 steps, without actions, to find how long a step takes; the first, which
  /// makes tables and touches memory, does not count. The trainer is of no use afterwards.
  public func rehearse(seconds: Double) throws -> Rehearsal {
    let start = ContinuousClock.now
    var times: [Double] = []
    while batches < schedule.totalBatches, !interrupt.isSet {
      let step = step
      let begin = ContinuousClock.now
      while self.step == step, batches < schedule.totalBatches { try trainOnBatch() }
      times.append((ContinuousClock.now - begin) / .seconds(1))
      if times.count > 3, (ContinuousClock.now - start) / .seconds(1) > seconds { break }
    }
    let counted = (times.count > 1 ? Array(times.dropFirst()) : times).sorted()
    let roles = spec.isAdversarial ? ["generator", "discriminator"] : [spec.mainRole]
    return Rehearsal(
      secondsPerStep: counted.isEmpty ? 0 : counted[counted.count / 2], steps: counted.count,
      totalSteps: schedule.totalSteps, weightCounts: roles.map { ($0, variables.weightCount(of: $0)) },
      memory: memory)
  }
}
