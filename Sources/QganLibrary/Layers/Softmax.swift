import Foundation
import QganIR

extension Layers {
  static let softmax = LayerDefinition(
    "softmax", "Exponentials divided by their sum.",
    details:
      "exp(x) / sum(exp(x)) over `axis`, by default the last; shifted by the maximum so that nothing overflows.",
    parameters: [
      ParameterSpec(
        "axis", .oneOf([.integer, .integers(count: nil)]), default: .integer(-1),
        "The axis or axes, from 0; negative ones count from the end.")
    ],
    constantArray: { arguments, inputs in
      let x = inputs[0]
      let axes = try softmaxAxes(x.shape, arguments)
      func spread(_ reduced: ConstArray) -> ConstArray {
        var result = reduced
        for axis in axes { result.shape.insert(1, at: axis) }
        return result
      }
      let largest = spread(x.reduce(axes) { $0.max() ?? 0 })
      let exponentials = try ConstArray.map([x, largest]) { Foundation.exp($0[0] - $0[1]) }
      return try ConstArray.map([exponentials, spread(exponentials.reduce(axes) { $0.reduce(0, +) })]) {
        $0[0] / $0[1]
      }
    },
    examples: [
      LayerExample("softmax", inputShapes: [[4]]),
      LayerExample("softmax(axis: 0)", ["axis": .integer(0)], inputShapes: [[3, 2]]),
    ],
    build: { builder, arguments, inputs in
      let axes = try softmaxAxes(inputs[0].shape, arguments).map { builder.graphAxis($0, of: inputs[0]) }
      var result = inputs[0]
      result.value = try builder.graph.softmax(result.value, axes: axes)
      return result
    })

  /// The axes over which softmax normalises a sample of `shape`.
  static func softmaxAxes(_ shape: [Int], _ arguments: Arguments) throws -> [Int] {
    guard !shape.isEmpty else {
      throw IRError("of a scalar this is always the same: an array is needed", culprit: .operand(0))
    }
    return try arguments.axes(rank: shape.count, default: [shape.count - 1])
  }
}
