/// Whether a builtin works in this version.
public enum Availability: Hashable, Sendable {
  case available
  /// Named, but not there yet; the text says what to do meanwhile.
  case planned(String)
}

/// A builtin layer or function: its signature and the graph that it writes.
public struct LayerDefinition: CatalogEntry {
  public var name: String
  /// One sentence.
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  /// Markdown: formula, shapes, defaults, the paper or framework that it agrees with.
  public var details: String
  public var parameters: [ParameterSpec]
  /// Names of the data that it takes, in order; `concat` takes any number of one name.
  public var inputs: [String]
  /// Whether the data may be any number of tensors, at least as many as `inputs`.
  public var takesManyInputs: Bool
  /// For functions of const numbers: the element-wise value, so that `sqrt(2)` is a const expression.
  public var constant: (@Sendable ([Double]) -> Double)?
  /// For what acts on whole const arrays or takes arguments, such as `sum(a, axis: 0)`; `evaluate` calls it.
  public var constantArray: (@Sendable (Arguments, [ConstArray]) throws -> ConstArray)?
  public var availability: Availability
  /// Writes the layer at the builder's current path and returns its value.
  public var build:
    @Sendable (_ builder: ModelBuilder, _ arguments: Arguments, _ inputs: [Tensor]) throws -> Tensor
  /// Example calls with sample shapes, such as `("conv2d(8, kernel: 3)", [[3, 8, 8]])`: documentation, and what
  /// the gradient tests run.
  public var examples: [LayerExample]

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    parameters: [ParameterSpec] = [],
    inputs: [String] = ["x"], takesManyInputs: Bool = false,
    constant: (@Sendable ([Double]) -> Double)? = nil,
    constantArray: (@Sendable (Arguments, [ConstArray]) throws -> ConstArray)? = nil,
    availability: Availability = .available, examples: [LayerExample],
    build: @escaping @Sendable (ModelBuilder, Arguments, [Tensor]) throws -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.inputs = inputs
    self.takesManyInputs = takesManyInputs
    self.constant = constant
    self.constantArray = constantArray
    self.availability = availability
    self.examples = examples
    self.build = build
  }

  /// Whether calls on const data are const expressions.
  public var isConstantFunction: Bool { constant != nil || constantArray != nil }

  /// The value on const data, element by element with broadcasting from the last axis where `constant` defines
  /// it; throws `IRError` where shapes do not fit or the builtin has no const value.
  public func evaluate(_ arguments: Arguments, _ inputs: [ConstArray]) throws -> ConstArray {
    if let constantArray { return try constantArray(arguments, inputs) }
    guard let constant else { throw IRError("`\(name)` of constants is not a constant") }
    return try ConstArray.map(inputs, constant)
  }
}

/// A call of a builtin that its documentation shows and its tests differentiate.
public struct LayerExample: Sendable {
  /// The call as one writes it.
  public var source: String
  public var arguments: Arguments
  /// Sample shapes of the data.
  public var inputShapes: [[Int]]
  /// Where the test draws the data from; keeps away from kinks and poles.
  public var range: ClosedRange<Double>
  /// Whether the result is differentiable in the data there.
  public var isDifferentiable: Bool

  public init(
    _ source: String, _ arguments: [String: ConstValue] = [:], layers: [String: any BuildableLayer] = [:],
    inputShapes: [[Int]], range: ClosedRange<Double> = -2...2, isDifferentiable: Bool = true
  ) {
    self.source = source
    self.arguments = Arguments(values: arguments, layers: layers)
    self.inputShapes = inputShapes
    self.range = range
    self.isDifferentiable = isDifferentiable
  }
}
