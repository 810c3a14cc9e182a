import OrderedCollections

/// A primitive of graph IR: its name, its meaning and its shape rule.
///
/// A primitive stands on three legs: this shape rule, a derivative in QganPasses (unless it is lowered) and a kernel
/// in QganRuntime; a test names the primitive that lacks one.
public struct Primitive: Sendable {
  /// The kind of an attribute, as the reference page and messages say it.
  public enum AttributeKind: String, Hashable, Sendable {
    case integer = "an integer"
    case integers = "a list of integers"
    case float = "a number"
    case floats = "a list of numbers"
    case string = "a string"
    case boolean = "a truth value"
  }

  /// The name in IR text, in snake case.
  public var name: String
  /// One sentence, with shapes.
  public var summary: String
  /// Every attribute that the primitive needs; it takes no others.
  public var attributes: OrderedDictionary<String, AttributeKind>
  /// Whether element i of the one result depends on element i of each operand alone, so that operands may be
  /// strided views and the result may overwrite an operand.
  public var isElementwise: Bool
  /// Whether only passes write it, after differentiation: it needs no derivative.
  public var isLowered: Bool
  /// Types of the results for operands and attributes; throws `IRError` where they do not fit.
  /// `circuits` are the circuits of the graph, by name.
  public var inferTypes:
    @Sendable (
      _ operands: [TensorType], _ operation: Operation, _ circuits: OrderedDictionary<String, Circuit>
    ) throws
      -> [TensorType]

  public init(
    name: String, summary: String, attributes: OrderedDictionary<String, AttributeKind> = [:],
    isElementwise: Bool = false, isLowered: Bool = false,
    inferTypes:
      @escaping @Sendable ([TensorType], Operation, OrderedDictionary<String, Circuit>) throws -> [TensorType]
  ) {
    self.name = name
    self.summary = summary
    self.attributes = attributes
    self.isElementwise = isElementwise
    self.isLowered = isLowered
    self.inferTypes = inferTypes
  }

  /// A primitive whose number of operands, attributes and sizes are checked around `rule`, so that a rule only
  /// says how shapes relate.
  init(
    _ name: String, _ summary: String, operands: Int?,
    attributes: OrderedDictionary<String, AttributeKind> = [:],
    isElementwise: Bool = false, isLowered: Bool = false,
    rule: @escaping @Sendable (ShapeRule) throws -> [TensorType]
  ) {
    self.init(
      name: name, summary: summary, attributes: attributes, isElementwise: isElementwise, isLowered: isLowered
    ) {
      types, operation, circuits in
      let input = ShapeRule(operands: types, operation: operation, circuits: circuits)
      if let operands { try input.requireOperands(operands) }
      try input.requireAttributes(attributes)
      for (position, type) in types.enumerated() {
        try input.requireSizes(type.shape, culprit: .operand(position))
      }
      let results = try rule(input)
      for type in results { try input.requireSizes(type.shape, culprit: .call) }
      return results
    }
  }
}
