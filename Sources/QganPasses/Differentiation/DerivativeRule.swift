import QganIR

/// How gradients pass backwards through one primitive, written in primitives, so that the result can be
/// differentiated again.
public struct DerivativeRule: Sendable {
  /// The primitive's name.
  public var primitive: String
  /// Whether a gradient passes to operand `position`; others, such as masks and indices, are not even walked to.
  public var passes: @Sendable (_ position: Int) -> Bool
  /// Appends the gradient of each operand that is asked for; `nil` for zero.
  public var pullback: @Sendable (Pullback) throws -> [ValueID?]

  /// A rule that passes gradients to all operands, save those in `except`.
  init(
    _ primitive: String, except: Set<Int> = [],
    pullback: @escaping @Sendable (Pullback) throws -> [ValueID?]
  ) {
    self.primitive = primitive
    passes = { !except.contains($0) }
    self.pullback = pullback
  }

  /// A primitive through which no gradient passes.
  static func zero(_ primitive: String) -> DerivativeRule {
    var rule = DerivativeRule(primitive) { [ValueID?](repeating: nil, count: $0.operands.count) }
    rule.passes = { _ in false }
    return rule
  }
}

/// One operation as a derivative rule sees it: its values and the gradients that have arrived at its results.
public struct Pullback {
  public let builder: GraphBuilder
  public let operation: QganIR.Operation
  /// Gradients with respect to the results; `nil` for zero, but not all of them.
  public let cotangents: [ValueID?]
  /// Whether the gradient of each operand is asked for.
  public let isNeeded: [Bool]

  public var operands: [ValueID] { operation.operands }

  /// The first operand.
  var x: ValueID { operation.operands[0] }
  /// The first result.
  var y: ValueID { operation.results[0] }

  func shape(_ value: ValueID) -> [Int] { builder.type(of: value).shape }

  /// Appends an operation with one result.
  func emit(
    _ primitive: String, _ operands: [ValueID], _ attributes: [String: Attribute] = [:]
  ) throws -> ValueID {
    try builder.emitOne(primitive, operands, attributes)
  }

  /// Zeros like `value`.
  func zeros(like value: ValueID) throws -> ValueID { try builder.constant(0, shape: shape(value)) }

  /// The gradient at each operand that is asked for, by `gradients[k]` of the gradient at the only result.
  func each(_ gradients: (ValueID) throws -> ValueID...) throws -> [ValueID?] {
    guard let cotangent = cotangents[0] else { return gradients.map { _ in nil } }
    return try gradients.enumerated().map { position, gradient in
      isNeeded[position] ? try gradient(cotangent) : nil
    }
  }

  /// `x * x`
  func square(_ value: ValueID) throws -> ValueID { try builder.multiply(value, value) }
}
