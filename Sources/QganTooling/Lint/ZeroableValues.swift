import QganIR

/// Values of a graph that can be zero in all their elements at once, over much of the data, and why: what comes out of
/// a rectifier, or data for which zero is black or white.
struct ZeroableValues {
  enum Source: Hashable {
    /// A rectifier's operation.
    case rectifier(Int)
    case data
  }

  /// Primitives that make zeros of zeros in their first operand, whatever the others are.
  private static let homogeneous: Set = [
    "reshape", "broadcast", "transpose", "slice", "gather", "reduce_sum", "reduce_max", "neg", "scale", "abs",
    "sqrt", "pad", "max_pool2d", "linear_map", "stop_gradient", "leaky_relu", "div",
  ]

  private(set) var sources: [ValueID: Source] = [:]

  /// `dataCanVanish` says whether the inputs can be zero in all elements.
  init(_ graph: Graph, dataCanVanish: Bool) {
    var constants: [ValueID: Double] = [:]
    if dataCanVanish { for input in graph.inputs { sources[input.value] = .data } }
    for (index, operation) in graph.operations.enumerated() {
      guard let result = operation.results.first, operation.results.count == 1 else { continue }
      let first = operation.operands.first
      let isRectified: Bool
      switch operation.primitive {
      case "constant":
        let values = Set(operation.floats("values") ?? [])
        if values.count == 1 { constants[result] = values.first }
        continue
      case "broadcast", "reshape":
        if let first, let value = constants[first] { constants[result] = value }
        isRectified = false
      case "leaky_relu": isRectified = operation.float("slope") == 0
      // The larger of zero and something.
      case "maximum": isRectified = operation.operands.contains { constants[$0] == 0 }
      default: isRectified = false
      }
      if isRectified {
        sources[result] = .rectifier(index)
      } else if operation.primitive == "mul" || operation.primitive == "minimum" {
        // A clamp from above keeps zeros if its bound is not below.
        let other = operation.operands.compactMap { sources[$0] }.first
        if operation.primitive == "mul" || operation.operands.contains(where: { (constants[$0] ?? -1) > 0 }) {
          sources[result] = other
        }
      } else if operation.primitive == "power", (operation.float("exponent") ?? 0) > 0 {
        sources[result] = first.flatMap { sources[$0] }
      } else if Self.homogeneous.contains(operation.primitive) {
        sources[result] = first.flatMap { sources[$0] }
      } else if operation.primitive == "concat" {
        let all = operation.operands.filter { constants[$0] != 0 }.map { sources[$0] }
        if !all.contains(nil) { sources[result] = all.first ?? nil }
      }
    }
  }
}
