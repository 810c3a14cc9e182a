import QganIR
import QganPasses

/// What tests of graphs share.
enum GraphTesting {
  static var interpreter: ReferenceInterpreter { ReferenceInterpreter() }

  /// The operands of an example as inputs of its graph.
  static func inputs(of example: PrimitiveExample) -> [String: ReferenceTensor] {
    var inputs: [String: ReferenceTensor] = [:]
    for (position, operand) in example.operands.enumerated() {
      inputs["x\(position)"] = ReferenceTensor(shape: operand.shape, values: operand.values)
    }
    return inputs
  }
}
