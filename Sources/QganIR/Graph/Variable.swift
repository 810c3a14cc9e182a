/// A tensor that outlives a step: a weight, a running statistic or an optimizer's state.
public struct Variable: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Trained by an optimizer.
    case weight
    /// Kept by the model, such as running statistics; saved with it, not trained.
    case buffer
    /// Kept by an optimizer or a moving average; saved in checkpoints only.
    case state
  }

  /// The dotted path that checkpoints use, such as `generator.core.w`.
  public var name: String
  public var shape: [Int]
  public var kind: Kind
  /// How the tensor starts when nothing is loaded.
  public var initializer: Initializer
  /// Whether `freeze` keeps it as it is.
  public var isFrozen: Bool

  public init(
    name: String, shape: [Int], kind: Kind, initializer: Initializer, isFrozen: Bool = false
  ) {
    self.name = name
    self.shape = shape
    self.kind = kind
    self.initializer = initializer
    self.isFrozen = isFrozen
  }

  public var type: TensorType { TensorType(shape) }
}

/// How a variable starts; draws come from the stream named by seed and the variable's path.
public enum Initializer: Hashable, Sendable {
  case constant(Double)
  /// Uniform over [low, high).
  case uniform(low: Double, high: Double)
  case normal(mean: Double, deviation: Double)
  /// Row-major values.
  case values([Double])
  /// The tensor `tensor` of the weight file `file`; read by QganTraining.
  case file(path: String, tensor: String)
  /// The variable `name` at the end of the train block `block`.
  case block(name: String, variable: String)
}
