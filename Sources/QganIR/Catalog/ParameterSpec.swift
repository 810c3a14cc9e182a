/// A const parameter of a builtin.
public struct ParameterSpec: Hashable, Sendable {
  public var name: String
  public var type: ConstType
  /// A parameter with a default is given only by label.
  public var defaultValue: ConstValue?
  /// Whether it may be left out although it has no default value (`nil` then reaches the builtin).
  public var isOptional: Bool
  /// Whether it takes any number of positional integers, as `reshape`'s does.
  public var isVariadic: Bool
  /// One sentence for the reference page.
  public var summary: String

  public init(
    _ name: String, _ type: ConstType, default defaultValue: ConstValue? = nil, isOptional: Bool = false,
    isVariadic: Bool = false, _ summary: String
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.isOptional = isOptional
    self.isVariadic = isVariadic
    self.summary = summary
  }
}

/// The const arguments of one call of a builtin, defaults filled in, types checked.
public struct Arguments: Sendable {
  /// By parameter name; optional parameters that were left out are missing.
  public var values: [String: ConstValue]
  /// Layers given for parameters of type `layer`.
  public var layers: [String: any BuildableLayer]

  public init(values: [String: ConstValue], layers: [String: any BuildableLayer] = [:]) {
    self.values = values
    self.layers = layers
  }

  /// The integer argument `name`; 0 if it is missing, which checked calls never are.
  public func integer(_ name: String) -> Int {
    if case .integer(let v)? = values[name] { v } else { 0 }
  }

  /// The real argument `name`; an integer counts.
  public func real(_ name: String) -> Double { values[name]?.asReal ?? 0 }

  public func boolean(_ name: String) -> Bool {
    if case .boolean(let v)? = values[name] { v } else { false }
  }

  public func string(_ name: String) -> String? {
    if case .string(let v)? = values[name] { v } else { nil }
  }

  /// An integer list; a single integer is repeated `count` times.
  public func integers(_ name: String, count: Int? = nil) -> [Int] {
    switch values[name] {
    case .integer(let v)?: [Int](repeating: v, count: count ?? 1)
    case .array(_, let elements)?: elements.map { Int(exactly: $0.rounded(.towardZero)) ?? Int.max }
    default: []
    }
  }

  /// A list of reals; a single number is repeated `count` times.
  public func reals(_ name: String, count: Int? = nil) -> [Double] {
    switch values[name] {
    case .integer(let v)?: [Double](repeating: Double(v), count: count ?? 1)
    case .real(let v)?: [Double](repeating: v, count: count ?? 1)
    case .array(_, let elements)?: elements
    default: []
    }
  }

  public func strings(_ name: String) -> [String] {
    if case .strings(let v)? = values[name] { v } else { [] }
  }

  public func has(_ name: String) -> Bool { values[name] != nil || layers[name] != nil }

  /// The arguments with the defaults of those among `parameters` that were left out.
  public func fillingDefaults(of parameters: [ParameterSpec]) -> Arguments {
    var result = self
    for parameter in parameters where !has(parameter.name) {
      result.values[parameter.name] = parameter.defaultValue
    }
    return result
  }
}

/// A layer with its const arguments, ready to be written into a graph at the builder's current path.
public protocol BuildableLayer: Sendable {
  /// Writes the layer; throws `IRError` where shapes do not fit.
  func build(_ builder: ModelBuilder, _ inputs: [Tensor]) throws -> Tensor
}
