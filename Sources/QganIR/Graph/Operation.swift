/// A value of a graph: an index into `Graph.values`.
public struct ValueID: Hashable, Sendable, Comparable {
  public let index: Int
  public init(_ index: Int) { self.index = index }
  public static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
}

/// One operation of a graph: a primitive applied to values under attributes.
public struct Operation: Hashable, Sendable {
  /// Name of the primitive in `Primitives.all`.
  public var primitive: String
  public var operands: [ValueID]
  public var results: [ValueID]
  public var attributes: [String: Attribute]
  public var location: Location?

  public init(
    primitive: String, operands: [ValueID], results: [ValueID], attributes: [String: Attribute],
    location: Location? = nil
  ) {
    self.primitive = primitive
    self.operands = operands
    self.results = results
    self.attributes = attributes
    self.location = location
  }

  /// The integer attribute `key`; the verifier has seen that it is there.
  public func integer(_ key: String) -> Int? {
    if case .integer(let v)? = attributes[key] { v } else { nil }
  }

  /// The attribute `key` as a list of integers.
  public func integers(_ key: String) -> [Int]? {
    if case .integers(let v)? = attributes[key] { v } else { nil }
  }

  /// The attribute `key` as a real; integers count.
  public func float(_ key: String) -> Double? {
    switch attributes[key] {
    case .float(let v)?: v
    case .integer(let v)?: Double(v)
    default: nil
    }
  }

  /// The attribute `key` as a list of reals.
  public func floats(_ key: String) -> [Double]? {
    if case .floats(let v)? = attributes[key] { v } else { nil }
  }

  /// The string attribute `key`.
  public func string(_ key: String) -> String? {
    if case .string(let v)? = attributes[key] { v } else { nil }
  }

  /// The boolean attribute `key`.
  public func boolean(_ key: String) -> Bool? {
    if case .boolean(let v)? = attributes[key] { v } else { nil }
  }
}
