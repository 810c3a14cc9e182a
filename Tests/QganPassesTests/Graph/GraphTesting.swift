import Foundation
import QganIR
import QganPasses

/// What tests of graphs share.
enum GraphTesting {
  /// Circuits are stood in for by a smooth function that couples all operands.
  static var interpreter: ReferenceInterpreter {
    ReferenceInterpreter(circuits: { circuit, operands in
      let elements: [Double] = operands.flatMap { $0 }
      return (0..<circuit.outputCount).map { (output: Int) -> Double in
        let factor = 1 + 0.3 * Double(output)
        var product = 1.0
        for (index, element) in elements.enumerated() {
          product *= cos(element * factor + 0.2 * Double(index)) + 0.4
        }
        return product
      }
    })
  }

  /// The operands of an example as inputs of its graph.
  static func inputs(of example: PrimitiveExample) -> [String: ReferenceTensor] {
    var inputs: [String: ReferenceTensor] = [:]
    for (position, operand) in example.operands.enumerated() {
      inputs["x\(position)"] = ReferenceTensor(shape: operand.shape, values: operand.values)
    }
    return inputs
  }
}
