/// A type as written: `float[3, const h, n]`.
public struct TypeSyntax: Sendable, Hashable {
  public enum Scalar: String, Sendable, Hashable, CaseIterable {
    case int, float, angle, bool, string, layer
  }

  public var scalar: Scalar
  /// Empty for a scalar.
  public var dimensions: [Dimension]
  public var range: SourceRange

  public init(scalar: Scalar, dimensions: [Dimension], range: SourceRange) {
    self.scalar = scalar
    self.dimensions = dimensions
    self.range = range
  }
}

/// One dimension of a type or a register.
public enum Dimension: Sendable, Hashable {
  /// A const expression.
  case size(Expression)
  /// `const n`: binds the size that arrives.
  case binding(Name)
}
