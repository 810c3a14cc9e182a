import OrderedCollections

/// A straight-line program over tensors in single-assignment form, in which a circuit is one operation.
public struct Graph: Sendable, Hashable {
  /// What is known of a value.
  public struct Value: Sendable, Hashable {
    public var type: TensorType
    /// A name for readers of IR text and for messages, such as `generator.conv2d_2`; need not be unique.
    public var name: String?

    public init(type: TensorType, name: String? = nil) {
      self.type = type
      self.name = name
    }
  }

  /// A tensor that the caller gives for each run.
  public struct Input: Sendable, Hashable {
    public var name: String
    public var value: ValueID

    public init(name: String, value: ValueID) {
      self.name = name
      self.value = value
    }
  }

  /// A tensor that the caller gets back.
  public struct Output: Sendable, Hashable {
    public var name: String
    public var value: ValueID

    public init(name: String, value: ValueID) {
      self.name = name
      self.value = value
    }
  }

  /// Writes a value into a variable when the program has run; all reads see the old contents.
  public struct Update: Sendable, Hashable {
    public var variable: String
    public var value: ValueID

    public init(variable: String, value: ValueID) {
      self.variable = variable
      self.value = value
    }
  }

  public var name: String
  public var values: [Value] = []
  /// In an order in which every operand is defined before it is used.
  public var operations: [Operation] = []
  public var inputs: [Input] = []
  public var outputs: [Output] = []
  public var updates: [Update] = []
  /// The variables that are read or written, by name; read by the primitive `variable {name}`.
  public var variables: OrderedDictionary<String, Variable> = [:]
  /// The circuits that are evaluated, by name.
  public var circuits: OrderedDictionary<String, Circuit> = [:]

  public init(name: String) { self.name = name }

  /// The type of `value`.
  public func type(of value: ValueID) -> TensorType { values[value.index].type }
}
