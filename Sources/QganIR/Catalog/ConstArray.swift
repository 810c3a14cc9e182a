/// A const array as functions of const data see it; a number has the shape `[]`.
public struct ConstArray: Hashable, Sendable {
  public var shape: [Int]
  /// Row-major, as many as `shape` says.
  public var elements: [Double]

  public init(shape: [Int], elements: [Double]) {
    self.shape = shape
    self.elements = elements
  }

  /// One number.
  public init(_ value: Double) { self.init(shape: [], elements: [value]) }

  /// A function of numbers, element by element, with broadcasting from the last axis.
  public static func map(_ inputs: [ConstArray], _ function: ([Double]) -> Double) throws -> ConstArray {
    var shape: [Int] = []
    for (position, input) in inputs.enumerated() {
      guard let common = GraphBuilder.broadcastShape(shape, input.shape) else {
        throw IRError(
          "shapes \(shape) and \(input.shape) do not broadcast together", culprit: .operand(position))
      }
      shape = common
    }
    guard let count = TensorType.checkedCount(shape), count <= 1 << 24 else {
      throw IRError("an array of shape \(shape) is too large")
    }
    let spread = inputs.map { $0.broadcast(to: shape, count: count) }
    let elements = (0..<count).map { i in function(spread.map { $0[i] }) }
    return ConstArray(shape: shape, elements: elements)
  }

  /// The elements repeated to `shape`, which has `count` elements and to which this shape broadcasts.
  private func broadcast(to shape: [Int], count: Int) -> [Double] {
    if self.shape == shape { return elements }
    let lead = shape.count - self.shape.count
    let (own, full) = (TensorType(self.shape).strides, TensorType(shape).strides)
    return (0..<count).map { index in
      var source = 0
      for axis in self.shape.indices where self.shape[axis] > 1 {
        source += index / full[lead + axis] % shape[lead + axis] * own[axis]
      }
      return elements[source]
    }
  }
}

extension ConstValue {
  /// The number or array of numbers, else `nil`.
  public var asArray: ConstArray? {
    switch self {
    case .integer(let v): ConstArray(Double(v))
    case .real(let v): ConstArray(v)
    case .array(let shape, let elements): ConstArray(shape: shape, elements: elements)
    case .boolean, .string, .strings: nil
    }
  }
}
