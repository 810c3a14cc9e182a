/// A compile-time array: row-major, of one scalar kind.
struct ArrayValue: Hashable {
  enum Scalar: String { case int, float, bool }

  var scalar: Scalar
  var shape: [Int]
  /// Integers and booleans as reals, exact to 2^53.
  var elements: [Double]

  /// The element or sub-array at `index` of the first axis.
  func element(_ index: Int) -> Value {
    let inner = Array(shape.dropFirst())
    let size = inner.reduce(1, *)
    let part = Array(elements[(index * size)..<((index + 1) * size)])
    return ArrayValue(scalar: scalar, shape: inner, elements: part).asValue
  }

  /// A scalar if the shape is empty, else the array.
  var asValue: Value {
    guard shape.isEmpty, let x = elements.first else { return .array(self) }
    switch scalar {
    case .int: return .integer(Int(exactly: x) ?? 0)
    case .float: return .real(x)
    case .bool: return .boolean(x != 0)
    }
  }
}
