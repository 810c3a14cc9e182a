/// A compile-time argument as builtins see it.
public enum ConstValue: Hashable, Sendable {
  case integer(Int)
  case real(Double)
  case boolean(Bool)
  case string(String)
  /// A const array: its shape and row-major elements.
  case array(shape: [Int], elements: [Double])
  /// A list of strings, such as `rename: [...]`.
  case strings([String])

  /// The value as a real, if it is a number.
  public var asReal: Double? {
    switch self {
    case .integer(let v): Double(v)
    case .real(let v): v
    default: nil
    }
  }
}

/// What a const parameter of a builtin accepts.
public enum ConstType: Hashable, Sendable {
  case integer
  case real
  case boolean
  case string
  /// An array of integers of this length, or of any if `nil`; one integer stands for equal ones.
  case integers(count: Int?)
  /// An array of reals.
  case reals(count: Int?)
  case strings
  /// A layer, such as the argument of `spectral_norm`.
  case layer
  /// Any of several.
  case oneOf([ConstType])
  /// One of these strings.
  case choice([String])
}
