/// A builtin optimizer: scalars that the host computes for each step, and the graph of one weight's update.
public struct OptimizerDefinition: CatalogEntry {
  /// What the update of one weight may use.
  public struct Update {
    public var graph: GraphBuilder
    public var weight: ValueID
    public var gradient: ValueID
    /// The step's scalars, by name, as rank-0 values.
    public var scalars: [String: ValueID]
    /// Reads a state tensor of the weight's shape (such as `exp_avg`), which starts at zero.
    public var state: (_ name: String) throws -> ValueID
    /// Sets that state tensor after the step.
    public var setState: (_ name: String, _ value: ValueID) throws -> Void

    public init(
      graph: GraphBuilder, weight: ValueID, gradient: ValueID, scalars: [String: ValueID],
      state: @escaping (String) throws -> ValueID, setState: @escaping (String, ValueID) throws -> Void
    ) {
      self.graph = graph
      self.weight = weight
      self.gradient = gradient
      self.scalars = scalars
      self.state = state
      self.setState = setState
    }
  }

  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  public var details: String
  /// Includes `lr`.
  public var parameters: [ParameterSpec]
  /// The learning rates that it is used with, generously; `nil` where any may be right.
  public var usualRates: ClosedRange<Double>?
  /// Scalars of step `step` (from 1) under learning rate `rate`, computed in double precision.
  public var scalars: @Sendable (Arguments, _ step: Int, _ rate: Double) -> [String: Double]
  /// Writes the new value of the weight.
  public var update: @Sendable (Update, Arguments) throws -> ValueID

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    parameters: [ParameterSpec],
    usualRates: ClosedRange<Double>? = nil,
    scalars: @escaping @Sendable (Arguments, Int, Double) -> [String: Double],
    update: @escaping @Sendable (Update, Arguments) throws -> ValueID
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.usualRates = usualRates
    self.scalars = scalars
    self.update = update
  }
}

/// A builtin learning-rate schedule: a factor on `lr`.
public struct ScheduleDefinition: CatalogEntry {
  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  public var details: String
  public var parameters: [ParameterSpec]
  /// The factor at `step` (from 0) of `total`, with `stepsPerEpoch` steps an epoch.
  public var factor: @Sendable (Arguments, _ step: Int, _ total: Int, _ stepsPerEpoch: Int) -> Double

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    parameters: [ParameterSpec] = [],
    factor: @escaping @Sendable (Arguments, Int, Int, Int) -> Double
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.factor = factor
  }

  /// This schedule with steps in front in which the rate grows in a straight line to where the schedule starts, as many as
  /// a further parameter `warmup` says.
  public var withWarmup: ScheduleDefinition {
    let warmup = ParameterSpec(
      "warmup", .integer, default: .integer(0),
      "Steps in front, part of the run, in which the rate grows in a straight line.")
    return ScheduleDefinition(
      name, summary, elsewhere: elsewhere, details: details, parameters: parameters + [warmup]
    ) { [factor] arguments, step, total, stepsPerEpoch in
      let steps = Swift.max(0, arguments.integer("warmup"))
      guard step < steps else { return factor(arguments, step - steps, total - steps, stepsPerEpoch) }
      return (Double(step) + 1) / Double(steps) * factor(arguments, 0, total - steps, stepsPerEpoch)
    }
  }
}

/// What may stand after `~`.
public struct InitializerDefinition: CatalogEntry {
  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  public var details: String
  public var parameters: [ParameterSpec]
  /// The start of a tensor of `shape`.
  public var initializer: @Sendable (Arguments, _ shape: [Int]) throws -> Initializer

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    parameters: [ParameterSpec] = [],
    initializer: @escaping @Sendable (Arguments, [Int]) throws -> Initializer
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.initializer = initializer
  }
}

/// A distribution that latents are drawn from.
public struct LatentDefinition: CatalogEntry {
  public enum Distribution: Hashable, Sendable {
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)
    /// Rows of a .npy file, in order, from the start again at its end.
    case file(path: String)
  }

  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  public var parameters: [ParameterSpec]
  public var distribution: @Sendable (Arguments) throws -> Distribution

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], parameters: [ParameterSpec],
    distribution: @escaping @Sendable (Arguments) throws -> Distribution
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.parameters = parameters
    self.distribution = distribution
  }
}
