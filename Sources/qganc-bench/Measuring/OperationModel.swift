import Foundation
import QganIR
import QganPasses

/// Floating-point operations of one sample, as a strategy is taken to execute them.
///
/// Forward it is the compiler's own count (`floatingPointOperations`; read-outs, tables and sums over the batch are not in
/// it). The backward pass has none there; docs/performance.md says how it is counted here.
struct OperationModel {
  let circuit: Circuit
  let plan: CircuitPlan
  let strategy: CircuitStrategy

  /// Whose steps are counted: `layers` for the normal form, else `gates`.
  var name: String { form == nil ? "gates" : "layers" }

  private var form: FusedCircuit? { strategy == .gates ? nil : plan.fused }

  /// Real additions and multiplications of one sample, one each.
  func operations(_ mode: Mode) -> Double {
    let forward = form?.floatingPointOperations ?? circuit.floatingPointOperations
    guard mode == .gradient else { return forward }
    return forward + (form.map(backward) ?? 2 * forward + products)
  }

  /// In layers: the second state goes back through everything, and meets the stored ones in inner products.
  private func backward(_ form: FusedCircuit) -> Double {
    let states = power(form.qubitCount)
    let planes = form.isReal ? 1.0 : 2.0
    var head = form
    head.layers = []
    // Every partial product of the start gives up a factor and hands on the rest.
    var total = 2 * head.floatingPointOperations
    for layer in form.layers {
      let shared = layer.diagonal.filter { form.binding(of: $0.argument) != .input }
      if !shared.isEmpty {
        total += states * (planes == 1 ? 1 : 6)
        if shared.contains(where: { form.binding(of: $0.argument) != nil }) { total += 4 * states }
      }
      for phase in layer.diagonal where form.binding(of: phase.argument) == .input {
        total += 10 * states / power(phase.checks.count)
      }
      for case let argument? in layer.rotations {
        let binding = form.binding(of: argument)
        total += states * planes * ((binding == .input ? 3 : 2) + (binding == nil ? 0 : 2))
      }
    }
    return total
  }

  /// Gate by gate: 4 operations for each amplitude in the inner product of a rotation or phase, 16 for a block.
  private var products: Double {
    func isVariable(_ argument: Int) -> Bool { plan.binding(of: plan.angles[argument]) != nil }
    let share = plan.steps.reduce(0.0) { sum, step in
      switch step {
      case .rotation(_, let mask, let argument), .phase(let mask, let argument):
        sum + (isVariable(argument) ? 4 / power(mask.mask.nonzeroBitCount) : 0)
      case .block(_, let mask, let factors):
        sum
          + (factors.contains { $0.argument.map(isVariable) ?? false }
            ? 16 / power(mask.mask.nonzeroBitCount) : 0)
      case .exchange, .matrix: sum
      }
    }
    return share * power(plan.qubitCount)
  }

  private func power(_ exponent: Int) -> Double { Foundation.pow(2, Double(exponent)) }
}
