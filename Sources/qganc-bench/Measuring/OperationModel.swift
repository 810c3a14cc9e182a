import Foundation
import QganIR

/// Floating-point operations that a plan's steps take, gate by gate: real multiplications and additions, one each.
///
/// An amplitude is a complex number, whatever a kernel knows of it. A rotation or phase is 6 operations an amplitude that
/// it touches, a block 14, a matrix of m rows 8 m - 2, an exchange none; a norm is 3, and 1 more for each expectation of
/// Zs (4 for other Paulis, 1 for probabilities). The backward pass acts with every step on two states, takes 2 and 1 for
/// each expectation to make the second one, and 4 for each inner product with a rotation or phase that has a gradient, 16
/// for a block. Sines, cosines and sums over the batch, which the amplitudes share, do not count.
struct OperationModel {
  let plan: CircuitPlan

  /// Operations of one sample.
  func operations(_ mode: Mode) -> Double {
    let states = Foundation.pow(2, Double(plan.qubitCount))
    let steps = plan.steps.reduce(0) { $0 + cost($1) }
    let forward = steps + readout
    guard mode == .gradient else { return states * forward }
    let products = plan.steps.reduce(0) { $0 + gradientCost($1) }
    return states * (forward + 2 * steps + products + 2 + Double(plan.outputCount))
  }

  /// Operations an amplitude, averaged over the state.
  private func cost(_ step: CircuitStep) -> Double {
    switch step {
    case .rotation(_, let mask, _), .phase(let mask, _): 6 * share(mask)
    case .exchange: 0
    case .block(_, let mask, _): 14 * share(mask)
    case .matrix(_, let mask, let matrix): Double(8 * matrix.size - 2) * share(mask)
    }
  }

  private func gradientCost(_ step: CircuitStep) -> Double {
    switch step {
    case .rotation(_, let mask, let argument), .phase(let mask, let argument):
      plan.binding(of: plan.angles[argument]) == nil ? 0 : 4 * share(mask)
    case .exchange, .matrix: 0
    case .block(_, let mask, let factors):
      factors.contains { factor in
        factor.argument.map { plan.binding(of: plan.angles[$0]) != nil } ?? false
      } ? 16 * share(mask) : 0
    }
  }

  private var readout: Double {
    plan.measurements.reduce(3) { sum, measurement in
      switch measurement {
      case .expectation(let factors):
        sum + (factors.allSatisfy { $0.pauli == .z || $0.pauli == .i } ? 1 : 4)
      case .probabilities: sum + 1
      }
    }
  }

  /// The part of the state that a mask selects.
  private func share(_ mask: BasisMask) -> Double { Foundation.pow(0.5, Double(mask.mask.nonzeroBitCount)) }
}
