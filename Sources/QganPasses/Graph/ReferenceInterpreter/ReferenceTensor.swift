import QganIR

/// A row-major tensor of doubles.
public struct ReferenceTensor: Hashable, Sendable {
  public var shape: [Int]
  public var values: [Double]

  public init(shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }

  /// A tensor full of `value`.
  public init(_ shape: [Int], full value: Double) {
    self.init(shape: shape, values: [Double](repeating: value, count: TensorType(shape).count))
  }

  /// The tensor whose element at each index is `element(index)`.
  init(_ shape: [Int], _ element: ([Int]) throws -> Double) rethrows {
    self.shape = shape
    values = []
    for index in IndexSequence(shape) { values.append(try element(index)) }
  }

  public var type: TensorType { TensorType(shape) }

  /// Position of the element at `index` in `values`.
  func position(_ index: [Int]) -> Int { zip(index, type.strides).reduce(0) { $0 + $1.0 * $1.1 } }

  subscript(index: [Int]) -> Double {
    get { values[position(index)] }
    set { values[position(index)] = newValue }
  }
}

/// All indices of a shape in row-major order.
struct IndexSequence: Sequence, IteratorProtocol {
  private let shape: [Int]
  private var current: [Int]?

  init(_ shape: [Int]) {
    self.shape = shape
    current = shape.contains(0) ? nil : [Int](repeating: 0, count: shape.count)
  }

  mutating func next() -> [Int]? {
    guard let result = current else { return nil }
    var following = result
    var axis = shape.count - 1
    while axis >= 0 {
      following[axis] += 1
      if following[axis] < shape[axis] { break }
      following[axis] = 0
      axis -= 1
    }
    current = axis < 0 ? nil : following
    return result
  }
}
