import QganIR

/// What a circuit is called with: numbers of single precision, whatever the precision of the run.
///
/// Drawn in the order inputs, params, cotangent, so that a circuit `(input x, param w)` gets the very numbers of a numpy
/// script that draws `x`, `w` and `g` from `RandomState(seed)`: angles uniform in [-pi, pi), the cotangent normal.
struct WorkloadData {
  /// One an operand: `[batch, count]` for an input, `[count]` for a param.
  var operands: [[Float]]
  /// As `operands`, with other params: what an update of the weights leaves behind.
  var updatedOperands: [[Float]]
  /// `[batch, outputCount]`.
  var cotangent: [Float]

  init(_ plan: CircuitPlan, batch: Int, seed: UInt32) {
    var random = LegacyRandom(seed: seed)
    func angles(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.uniform(-.pi, .pi)) } }
    let samples = plan.isBatched ? batch : 1
    operands = [[Float]](repeating: [], count: plan.operands.count)
    for (index, operand) in plan.operands.enumerated() where operand.binding == .input {
      operands[index] = angles(samples * operand.count)
    }
    for (index, operand) in plan.operands.enumerated() where operand.binding == .param {
      operands[index] = angles(operand.count)
    }
    cotangent = (0..<samples * plan.outputCount).map { _ in Float(random.normal()) }
    updatedOperands = operands
    for (index, operand) in plan.operands.enumerated() where operand.binding == .param {
      updatedOperands[index] = angles(operand.count)
    }
  }
}
