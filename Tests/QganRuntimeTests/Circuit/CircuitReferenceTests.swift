import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Outputs and gradients against values that another simulator computed.
@Suite struct CircuitReferenceTests {
  @Test(arguments: CircuitWorkload.names, CircuitMode.all)
  func agrees(name: String, mode: CircuitMode) throws {
    let workload = try CircuitWorkload(named: name)
    let plan = try planCircuit(workload.circuit)
    for size in [1, 7, workload.batch] {
      try check(workload, plan, mode, size: size)
    }
  }

  /// The samples in batches of `size`, the last one smaller.
  private func check(_ workload: CircuitWorkload, _ plan: CircuitPlan, _ mode: CircuitMode, size: Int) throws
  {
    let n = plan.outputCount
    let tolerance = mode.isDouble ? 1e-11 : 1e-5
    var total = [Double](repeating: 0, count: workload.weights.count)
    for start in stride(from: 0, to: workload.batch, by: size) {
      let end = min(start + size, workload.batch)
      let rows = start * n..<end * n
      let result = try mode.gradient(
        plan, batch: end - start, operands: [Array(workload.x[rows]), workload.weights],
        cotangent: Array(workload.cotangent[rows]))
      #expect(distance(result.outputs, Array(workload.outputs[rows])) < tolerance)
      #expect(distance(result.gradients[0], Array(workload.inputGradient[rows])) < tolerance)
      total = zip(total, result.gradients[1]).map { $0 + $1 }
      if start == 0 {
        let outputs = try mode.forward(
          plan, batch: end - start, operands: [Array(workload.x[rows]), workload.weights])
        #expect(distance(outputs, Array(workload.outputs[rows])) < tolerance)
      }
    }
    #expect(distance(total, workload.weightGradient) < tolerance)
  }
}
