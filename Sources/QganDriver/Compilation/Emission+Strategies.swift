import Foundation
import QganIR
import QganRuntime

extension Emission {
  /// For every circuit and batch of a program which strategy runs it, and what each that applies is estimated to take, in
  /// single precision on one thread of this machine.
  func strategies(_ plan: Plan) throws -> String {
    let costs = try CircuitCosts.current
    var calls: [String: (name: String, batch: Int, order: CircuitOrder)] = [:]
    for instruction in plan.instructions {
      guard case .string(let name) = instruction.attributes["circuit"], let circuit = plan.circuitPlans[name]
      else { continue }
      let order: CircuitOrder
      switch instruction.primitive {
      case "circuit": order = .forward
      case "circuit_gradient": order = .gradient
      default: continue
      }
      let batches = zip(circuit.operands, instruction.operands).compactMap { operand, tensor in
        operand.binding == .input ? tensor.shape.first : nil
      }
      let batch = batches.first ?? 1
      calls["\(name) \(batch) \(order)"] = (name, batch, order)
    }
    let lines = calls.keys.sorted().compactMap { key -> String? in
      guard let (name, batch, order) = calls[key], let circuit = plan.circuitPlans[name] else { return nil }
      let (chosen, all) = circuit.estimates(
        batch: batch, precision: Float.self, threads: 1, order: order, costs: costs)
      let times = all.map { estimate in
        let time =
          estimate.nanoseconds.map { String(format: "%.1f us", 1e-3 * $0) } ?? "not estimated"
        return "\(estimate.strategy.rawValue) \(time)\(estimate.strategy == chosen ? " (chosen)" : "")"
      }
      return "// circuit @\(name), batch \(batch), \(order), \(InstructionSet.best): "
        + times.joined(separator: ", ")
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }
}
