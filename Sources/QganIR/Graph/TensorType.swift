/// The type of a graph value: a row-major tensor of reals; precision is chosen when a plan is made.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// Sizes of the axes; empty for a scalar. A batch, where there is one, is the first axis.
  public var shape: [Int]

  public init(_ shape: [Int]) { self.shape = shape }

  /// A single real.
  public static let scalar = TensorType([])

  /// Number of axes.
  public var rank: Int { shape.count }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// `f[64, 3, 32, 32]`, or `f` for a scalar.
  public var description: String {
    shape.isEmpty ? "f" : "f[" + shape.map(String.init).joined(separator: ", ") + "]"
  }

  /// Elements between neighbours along each axis, row-major.
  public var strides: [Int] {
    var result = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      result[axis] = result[axis + 1] * shape[axis + 1]
    }
    return result
  }
}
