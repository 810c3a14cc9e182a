/// An expression and where it stands.
public struct Expression: Sendable, Hashable {
  public indirect enum Kind: Sendable, Hashable {
    /// An integer literal, which fits 64 bits.
    case integer(Int)
    /// A literal with a point or an exponent.
    case float(Double)
    /// A string literal, its escapes resolved.
    case string(String)
    case boolean(Bool)
    /// `[a, b, c]`
    case list([Expression])
    /// `[a:b]` or `[a:step:b]`; both ends belong to it.
    case range(first: Expression, step: Expression?, last: Expression)
    /// A (dotted) name.
    case name(QualifiedName)
    /// `callee(arguments)`; the callee is a `.name`, or an `.index` of one (`blocks[i](x)`).
    case call(callee: Expression, arguments: [Argument])
    /// `base[items]`
    case index(base: Expression, items: [IndexItem])
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression, operatorRange: SourceRange)
    /// `value |> layer`; the layer is a `.name`, `.index` or `.call`.
    case pipe(value: Expression, layer: Expression)
    /// `(e)`
    case parenthesized(Expression)
    /// What stands where the parser had to recover; already diagnosed.
    case error
  }

  public var kind: Kind
  public var range: SourceRange

  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

/// One argument of a call, with its label if it has one.
public struct Argument: Sendable, Hashable {
  public var label: Name?
  public var value: Expression

  public init(label: Name?, value: Expression) {
    self.label = label
    self.value = value
  }

  /// From the label to the end of the value.
  public var range: SourceRange { label.map { $0.range.union(value.range) } ?? value.range }
}

/// One position of an index.
public enum IndexItem: Sendable, Hashable {
  /// Drops the axis.
  case element(Expression)
  /// `a:b` or `a:step:b`, both ends included.
  case range(first: Expression, step: Expression?, last: Expression, SourceRange)
  /// `:` takes the axis whole.
  case all(SourceRange)
}

public enum UnaryOperator: String, Sendable, Hashable, CaseIterable {
  case negate = "-"
  case not = "!"
}

public enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "**"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
}
