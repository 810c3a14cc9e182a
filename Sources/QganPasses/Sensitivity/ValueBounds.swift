import Foundation
import QganIR

/// Between which two numbers all elements of each value of a graph are, whatever the weights are.
///
/// Intervals are followed from constants, inputs with known ranges and bounded functions. Beside them, values that are
/// a multiple of another one, element by element, are followed, so that differences and quotients of the same are
/// known. What is claimed is proven but for rounding; sums are widened for it.
public struct ValueBounds {
  public static let everything: ClosedRange<Double> = -.infinity...Double.infinity

  /// A multiple of the elements of another value, in the same order.
  private struct Multiple {
    var root: ValueID
    var factor: Double
  }

  /// A product or quotient of two values that are no multiples themselves.
  private struct Combination: Hashable {
    var primitive: String
    var a: ValueID
    var b: ValueID
  }

  private var ranges: [ClosedRange<Double>]
  private var multiples: [Multiple]
  /// The first value that is a multiple of a combination.
  private var combinations: [Combination: Multiple] = [:]

  /// Of a valid graph; `inputs` are known ranges of values that no operation gives.
  public init(_ graph: Graph, inputs: [ValueID: ClosedRange<Double>] = [:]) {
    ranges = [ClosedRange<Double>](repeating: Self.everything, count: graph.values.count)
    multiples = graph.values.indices.map { Multiple(root: ValueID($0), factor: 1) }
    for (value, range) in inputs { ranges[value.index] = range }
    for operation in graph.operations {
      let operands = operation.operands.map { ranges[$0.index] }
      if let one = operation.results.first, operation.results.count == 1 {
        if let multiple = multiple(operation, graph), multiple.factor.isFinite {
          multiples[one.index] = multiple
        }
        let known = multiples[one.index]
        var range = Self.range(of: operation, operands, graph)
        if known.root != one {
          range = range.narrowed(to: Self.scaled(ranges[known.root.index], by: known.factor))
        }
        if let ratio = ratio(operation) { range = ratio...ratio }
        ranges[one.index] = range
      } else {
        for (result, range) in zip(operation.results, Self.ranges(of: operation, operands)) {
          ranges[result.index] = range
        }
      }
    }
  }

  /// Between which two numbers the elements of `value` are.
  public subscript(value: ValueID) -> ClosedRange<Double> { ranges[value.index] }

  /// The number that every element of `value` is, if it is known.
  public func constant(_ value: ValueID) -> Double? { ranges[value.index].only }

  // MARK: Multiples

  private mutating func multiple(_ operation: QganIR.Operation, _ graph: Graph) -> Multiple? {
    guard let first = operation.operands.first else { return nil }
    func of(_ value: ValueID, times factor: Double = 1) -> Multiple {
      let known = multiples[value.index]
      return Multiple(root: known.root, factor: known.factor * factor)
    }
    switch operation.primitive {
    case "reshape", "stop_gradient": return of(first)
    case "broadcast", "reduce_sum", "reduce_max", "slice", "pad":
      guard let result = operation.results.first, graph.type(of: result).count == graph.type(of: first).count
      else { return nil }
      return of(first)
    case "neg": return of(first, times: -1)
    case "scale": return operation.float("factor").map { of(first, times: $0) }
    case "mul":
      let second = operation.operands[1]
      if let factor = constant(second) { return of(first, times: factor) }
      if let factor = constant(first) { return of(second, times: factor) }
      return combination("mul", of(first), of(second), operation)
    case "div":
      let second = operation.operands[1]
      guard let divisor = constant(second) else {
        return combination("div", of(first), of(second), operation)
      }
      return divisor == 0 ? nil : of(first, times: 1 / divisor)
    case "add", "sub":
      let sign = operation.primitive == "sub" ? -1.0 : 1
      let second = operation.operands[1]
      if constant(second) == 0 { return of(first) }
      if constant(first) == 0 { return of(second, times: sign) }
      let (a, b) = (of(first), of(second, times: sign))
      guard a.root == b.root else { return nil }
      return Multiple(root: a.root, factor: a.factor + b.factor)
    default: return nil
    }
  }

  /// As a multiple of the first value with the same factors.
  private mutating func combination(
    _ primitive: String, _ a: Multiple, _ b: Multiple, _ operation: QganIR.Operation
  ) -> Multiple? {
    let factor = primitive == "mul" ? a.factor * b.factor : a.factor / b.factor
    guard let result = operation.results.first, factor != 0, factor.isFinite else { return nil }
    let isSwapped = primitive == "mul" && b.root < a.root
    let key = Combination(
      primitive: primitive, a: isSwapped ? b.root : a.root, b: isSwapped ? a.root : b.root)
    if let first = combinations[key] { return Multiple(root: first.root, factor: factor / first.factor) }
    combinations[key] = Multiple(root: result, factor: factor)
    return nil
  }

  /// The quotient of two multiples of the same.
  private func ratio(_ operation: QganIR.Operation) -> Double? {
    guard operation.primitive == "div" else { return nil }
    let (a, b) = (multiples[operation.operands[0].index], multiples[operation.operands[1].index])
    guard a.root == b.root, a.factor != 0, b.factor != 0 else { return nil }
    let ratio = a.factor / b.factor
    return ratio.isFinite ? ratio : nil
  }
}

extension ClosedRange<Double> {
  /// The number, if it is the only one.
  var only: Double? { lowerBound == upperBound ? lowerBound : nil }

  /// From the least to the greatest of some numbers; everything if one is none.
  init(spanning values: [Double]) {
    guard let low = values.min(), let high = values.max(), !values.contains(where: \.isNaN) else {
      self = ValueBounds.everything
      return
    }
    self = low...high
  }

  /// The numbers in both, or in this one if there are none.
  func narrowed(to other: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (Swift.max(lowerBound, other.lowerBound), Swift.min(upperBound, other.upperBound))
    return low <= high ? low...high : self
  }

  /// The smallest interval around both.
  func hull(_ other: ClosedRange<Double>) -> ClosedRange<Double> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  var isZero: Bool { lowerBound == 0 && upperBound == 0 }
}
