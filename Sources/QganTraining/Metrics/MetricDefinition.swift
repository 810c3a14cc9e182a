import QganIR
import QganRuntime

/// A metric: its signature, and the function from what was gathered to the numbers that are logged.
public struct MetricDefinition: Sendable {
  /// What the trainer gathers for it.
  public enum Source: Sendable {
    /// Features of generated and real samples through the train block's `features:`.
    case features
    /// Class logits of generated samples.
    case logits
    /// Generated and real samples themselves, after `view`.
    case samples
    /// What a generator without latents returns, and the data.
    case probabilities
    /// What a model makes of a dataset, and its labels.
    case outputs
  }

  /// Name, summary, parameters, needs and outputs, as the language sees them.
  public var signature: ActionDefinition
  public var source: Source
  /// The values of `signature.outputs`, in order; `nil` for those that this call does not have.
  public var values: @Sendable (MetricInputs, Arguments) throws -> [Double?]

  /// A metric.
  public init(
    _ signature: ActionDefinition, source: Source,
    values: @escaping @Sendable (MetricInputs, Arguments) throws -> [Double?]
  ) {
    self.signature = signature
    self.source = source
    self.values = values
  }
}

/// What was gathered for one metric; what its source does not give is empty.
public struct MetricInputs {
  /// Rows of generated samples: features, logits, samples, probabilities or a model's outputs.
  public var generated: FeatureMatrix
  /// Rows of real samples.
  public var real: FeatureMatrix
  /// Labels of the rows of `generated`, where those are a model's outputs.
  public var labels: [Int]
  /// The real side of the Frechet distance, which is found once a run.
  public var realSide: () throws -> FrechetDistance.Side
  public let algebra: LinearAlgebra

  /// Inputs; `realSide` is computed from `real` unless given.
  public init(
    generated: FeatureMatrix, real: FeatureMatrix, labels: [Int] = [], algebra: LinearAlgebra,
    realSide: (() throws -> FrechetDistance.Side)? = nil
  ) {
    self.generated = generated
    self.real = real
    self.labels = labels
    self.algebra = algebra
    self.realSide =
      realSide ?? { try FrechetDistance.Side(GaussianStatistics(real, algebra: algebra), algebra: algebra) }
  }
}
