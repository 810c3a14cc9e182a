import Foundation
import QganIR

/// What is known of the results of primitives from what is known of their operands.
extension ValueBounds {
  /// Functions that never fall.
  private static let rising: [String: @Sendable (Double) -> Double] = [
    "exp": { exp($0) }, "sqrt": { sqrt(max(0, $0)) }, "arctan": { atan($0) }, "tanh": { tanh($0) },
    "sigmoid": { 1 / (1 + exp(-$0)) }, "softplus": { $0 > 30 ? $0 : log1p(exp($0)) }, "erf": { erf($0) },
    "sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, "floor": { $0.rounded(.down) }, "ceil": { $0.rounded(.up) },
    "step": { $0 > 0 ? 1 : 0 }, "log": { $0 > 0 ? log($0) : -.infinity },
  ]

  /// Primitives that hand on elements of their first operand.
  private static let moving: Set = [
    "stop_gradient", "reshape", "broadcast", "transpose", "slice", "gather", "reduce_max", "max_pool2d",
    "max_pool2d_gather",
  ]

  /// Primitives that are zero if one of their operands is.
  private static let products: Set = [
    "matmul", "conv2d", "conv2d_input_gradient", "conv2d_weight_gradient",
  ]

  /// Linear primitives: zero if their last operand is.
  private static let linear: Set = [
    "linear_map", "linear_map_transposed", "scatter_add", "max_pool2d_scatter", "max_pool2d_gather",
  ]

  /// Of an operation with one result.
  static func range(
    of operation: QganIR.Operation, _ operands: [ClosedRange<Double>], _ graph: Graph
  ) -> ClosedRange<Double> {
    let primitive = operation.primitive
    if let function = rising[primitive] {
      return ClosedRange(spanning: [function(operands[0].lowerBound), function(operands[0].upperBound)])
    }
    if linear.contains(primitive), operands.last?.isZero ?? false { return 0...0 }
    if moving.contains(primitive) {
      return primitive == "max_pool2d_gather" ? operands[1] : operands[0]
    }
    if products.contains(primitive) {
      return operands.contains(where: \.isZero) ? 0...0 : everything
    }
    if primitive == "circuit" {
      return operation.string("circuit").flatMap { graph.circuits[$0] }.map(readouts) ?? everything
    }
    switch operands.count {
    case 0: return source(operation)
    case 1: return unary(operation, operands[0], graph)
    case 2: return binary(operation, operands[0], operands[1])
    default: return many(operation, operands)
    }
  }

  /// Of an operation with several results.
  static func ranges(
    of operation: QganIR.Operation, _ operands: [ClosedRange<Double>]
  ) -> [ClosedRange<Double>] {
    let count = operation.results.count
    switch operation.primitive {
    case "circuit_gradient":
      let isZero = operands.last?.isZero ?? false
      return [ClosedRange<Double>](repeating: isZero ? 0...0 : everything, count: count)
    case "circuit_tangent":
      // The operands, a cotangent, and as many tangents as there are operands.
      let own = count - 1
      let isStill = operands.suffix(own).allSatisfy(\.isZero)
      let isZero = isStill || (operands.indices.contains(own) && operands[own].isZero)
      return [isStill ? 0...0 : everything]
        + [ClosedRange<Double>](repeating: isZero ? 0...0 : everything, count: own)
    default: return [ClosedRange<Double>](repeating: everything, count: count)
    }
  }

  private static func source(_ operation: QganIR.Operation) -> ClosedRange<Double> {
    switch operation.primitive {
    case "constant": ClosedRange(spanning: operation.floats("values") ?? [])
    case "random_uniform": 0...1
    default: everything
    }
  }

  private static func unary(
    _ operation: QganIR.Operation, _ x: ClosedRange<Double>, _ graph: Graph
  ) -> ClosedRange<Double> {
    switch operation.primitive {
    case "neg": return -x.upperBound ... -x.lowerBound
    case "sin", "cos":
      guard let only = x.only, only.isFinite else { return -1...1 }
      let value = operation.primitive == "sin" ? sin(only) : cos(only)
      return value...value
    case "arcsin": return -.pi / 2 ... .pi / 2
    case "arccos": return 0 ... .pi
    case "abs":
      let ends = [abs(x.lowerBound), abs(x.upperBound)]
      return ClosedRange(spanning: x.contains(0) ? [0] + ends : ends)
    case "scale": return scaled(x, by: operation.float("factor") ?? .nan)
    case "offset":
      let amount = operation.float("amount") ?? .nan
      return ClosedRange(spanning: [x.lowerBound + amount, x.upperBound + amount])
    case "power": return power(x, operation.float("exponent") ?? .nan)
    case "leaky_relu":
      let slope = operation.float("slope") ?? 1
      func value(_ x: Double) -> Double { x > 0 ? x : slope == 0 ? 0 : slope * x }
      let ends = [value(x.lowerBound), value(x.upperBound)]
      return ClosedRange(spanning: x.contains(0) ? [0] + ends : ends)
    case "leaky_relu_slope":
      let slope = operation.float("slope") ?? 1
      if x.lowerBound > 0 { return 1...1 }
      return x.upperBound <= 0 ? ClosedRange(spanning: [slope]) : ClosedRange(spanning: [slope, 1])
    case "reduce_sum":
      guard let operand = operation.operands.first, let result = operation.results.first else {
        return everything
      }
      let count = graph.type(of: operand).count / max(1, graph.type(of: result).count)
      guard count != 1 else { return x }
      let sum = scaled(x, by: Double(count))
      // Rounding may add up.
      return ClosedRange(spanning: [
        sum.lowerBound - abs(sum.lowerBound) * 1e-5, sum.upperBound + abs(sum.upperBound) * 1e-5,
      ])
    case "pad": return x.hull(0...0)
    case "one_hot": return 0...1
    case "concat": return x
    default: return everything
    }
  }

  private static func binary(
    _ operation: QganIR.Operation, _ a: ClosedRange<Double>, _ b: ClosedRange<Double>
  ) -> ClosedRange<Double> {
    switch operation.primitive {
    case "add":
      return ClosedRange(spanning: [a.lowerBound + b.lowerBound, a.upperBound + b.upperBound])
    case "sub":
      return ClosedRange(spanning: [a.lowerBound - b.upperBound, a.upperBound - b.lowerBound])
    case "mul":
      let range = product(a, b)
      let isSquare = operation.operands[0] == operation.operands[1]
      return isSquare ? range.narrowed(to: 0...Double.infinity) : range
    case "div":
      if a.isZero { return 0...0 }
      guard !b.contains(0) else { return everything }
      return product(a, ClosedRange(spanning: [1 / b.lowerBound, 1 / b.upperBound]))
    case "maximum":
      return max(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    case "minimum":
      return min(a.lowerBound, b.lowerBound)...min(a.upperBound, b.upperBound)
    case "greater":
      return a.lowerBound > b.upperBound ? 1...1 : a.upperBound <= b.lowerBound ? 0...0 : 0...1
    case "greater_equal":
      return a.lowerBound >= b.upperBound ? 1...1 : a.upperBound < b.lowerBound ? 0...0 : 0...1
    case "equal":
      if let x = a.only, x == b.only { return 1...1 }
      return a.overlaps(b) ? 0...1 : 0...0
    case "sample_outcomes": return 0...1
    default: return many(operation, [a, b])
    }
  }

  private static func many(
    _ operation: QganIR.Operation, _ operands: [ClosedRange<Double>]
  ) -> ClosedRange<Double> {
    switch operation.primitive {
    case "concat": return operands.dropFirst().reduce(operands[0]) { $0.hull($1) }
    case "select":
      guard operands.count == 3 else { return everything }
      if operands[0].isZero { return operands[2] }
      return operands[0].contains(0) ? operands[1].hull(operands[2]) : operands[1]
    default: return everything
    }
  }

  private static func readouts(_ circuit: Circuit) -> ClosedRange<Double> {
    let isProbable = circuit.measurements.allSatisfy { if case .probabilities = $0 { true } else { false } }
    return isProbable ? 0...1 : -1...1
  }

  static func scaled(_ x: ClosedRange<Double>, by factor: Double) -> ClosedRange<Double> {
    factor == 0 ? 0...0 : ClosedRange(spanning: [x.lowerBound * factor, x.upperBound * factor])
  }

  private static func product(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> ClosedRange<Double> {
    if a.isZero || b.isZero { return 0...0 }
    var ends: [Double] = []
    for x in [a.lowerBound, a.upperBound] {
      for y in [b.lowerBound, b.upperBound] { ends.append(x == 0 || y == 0 ? 0 : x * y) }
    }
    return ClosedRange(spanning: ends)
  }

  private static func power(_ x: ClosedRange<Double>, _ exponent: Double) -> ClosedRange<Double> {
    if exponent == 0 { return 1...1 }
    let ends = [pow(x.lowerBound, exponent), pow(x.upperBound, exponent)]
    if x.lowerBound > 0 || (x.lowerBound == 0 && exponent > 0) { return ClosedRange(spanning: ends) }
    guard exponent > 0, exponent == exponent.rounded() else {
      // Of an even power, and of a root where it is one.
      return exponent.truncatingRemainder(dividingBy: 2) == 0 || exponent != exponent.rounded()
        ? 0...Double.infinity : everything
    }
    let isEven = exponent.truncatingRemainder(dividingBy: 2) == 0
    return ClosedRange(spanning: isEven && x.contains(0) ? [0] + ends : ends)
  }
}
