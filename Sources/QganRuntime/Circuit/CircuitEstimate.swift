import QganIR

/// How long a call of a circuit would take by a strategy that applies to it.
public struct CircuitEstimate: Hashable, Sendable {
  public var strategy: CircuitStrategy
  /// `nil` where the table of costs says nothing.
  public var nanoseconds: Double?
}

extension CircuitPlan {
  /// What each strategy that applies would take by a table of costs, and which one an executor takes.
  public func estimates<Scalar: BinaryFloatingPoint>(
    batch: Int, precision: Scalar.Type, threads: Int, order: CircuitOrder,
    instructionSet: InstructionSet = .best, costs: CircuitCosts
  ) -> (chosen: CircuitStrategy, all: [CircuitEstimate]) {
    let choice = CircuitEngineChoice(
      isDouble: Scalar.self == Double.self, plan: self, batch: Swift.max(batch, 1),
      threads: Swift.max(threads, 1), order: order, instructionSet: instructionSet, parallel: { _, _ in })
    let estimates = choice.estimates(costs)
    return (CircuitEngineChoice.best(of: estimates), estimates)
  }
}

extension CircuitEngineChoice {
  /// Another strategy than `layers`, which needs no further memory and whose results the others' are compared with, must
  /// take less than this part of its time.
  private static let margin = 0.9

  /// For each strategy that applies, `layers` first where it is one of them.
  func estimates(_ costs: CircuitCosts) -> [CircuitEstimate] {
    let load = CircuitWorkload(
      batch: batch, threads: threads, lanes: instructionSet.lanes(isDouble: isDouble),
      isGradient: order != .forward)
    return applicable.map { strategy in
      CircuitEstimate(
        strategy: strategy,
        nanoseconds: plan.work(strategy, load).flatMap {
          costs.nanoseconds($0, instructions: instructionSet.name, isDouble: isDouble)
        })
    }
  }

  /// The one that takes least.
  static func best(of estimates: [CircuitEstimate]) -> CircuitStrategy {
    guard var best = estimates.first else { return .gates }
    for other in estimates.dropFirst() {
      guard let time = other.nanoseconds, let least = best.nanoseconds else { continue }
      if time < (best.strategy == .layers ? margin * least : least) { best = other }
    }
    return best.strategy
  }
}
