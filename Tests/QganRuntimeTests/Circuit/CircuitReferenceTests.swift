import QganIR
import QganPasses
import Testing

@testable import QganRuntime

/// Outputs and gradients against values that another simulator computed.
@Suite struct CircuitReferenceTests {
  /// Each with its plan, made once for all modes.
  private static let workloads: [String: (workload: CircuitWorkload, plan: CircuitPlan)] =
    Dictionary(
      uniqueKeysWithValues: CircuitWorkload.names.compactMap { name in
        guard let workload = try? CircuitWorkload(named: name),
          let plan = try? planCircuit(workload.circuit)
        else { return nil }
        return (name, (workload, plan))
      })

  @Test(arguments: CircuitWorkload.names, CircuitMode.all)
  func agrees(name: String, mode: CircuitMode) throws {
    let (workload, plan) = try #require(Self.workloads[name])
    for size in [1, 7, workload.batch] {
      if mode.isDouble {
        try check(workload, plan, mode, Double.self, size: size)
      } else {
        try check(workload, plan, mode, Float.self, size: size)
      }
    }
  }

  /// The samples in batches of `size`, the last one smaller.
  private func check<Scalar: BinaryFloatingPoint & Sendable>(
    _ workload: CircuitWorkload, _ plan: CircuitPlan, _ mode: CircuitMode, _: Scalar.Type, size: Int
  ) throws {
    let n = plan.outputCount
    let tolerance = mode.isDouble ? 1e-11 : 1e-5
    var total = [Double](repeating: 0, count: workload.weights.count)
    var run = try CircuitRun<Scalar>(mode, plan, size, .gradient)
    for start in stride(from: 0, to: workload.batch, by: size) {
      let end = min(start + size, workload.batch)
      let rows = start * n..<end * n
      if end - start < size { run = try CircuitRun<Scalar>(mode, plan, end - start, .gradient) }
      let operands = [Array(workload.x[rows]), workload.weights]
      let result = run.gradient(operands, Array(workload.cotangent[rows]))
      #expect(distance(result.outputs, Array(workload.outputs[rows])) < tolerance)
      #expect(distance(result.gradients[0], Array(workload.inputGradient[rows])) < tolerance)
      total = zip(total, result.gradients[1]).map { $0 + $1 }
      if start == 0 {
        let outputs = try CircuitRun<Scalar>(mode, plan, size, .forward).forward(operands)
        #expect(distance(outputs, Array(workload.outputs[rows])) < tolerance)
      }
    }
    #expect(distance(total, workload.weightGradient) < tolerance)
  }
}
