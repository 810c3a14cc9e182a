/// A compile-time argument of a graph operation.
public enum Attribute: Hashable, Sendable {
  case integer(Int)
  case integers([Int])
  case float(Double)
  case floats([Double])
  case string(String)
  case boolean(Bool)
}
