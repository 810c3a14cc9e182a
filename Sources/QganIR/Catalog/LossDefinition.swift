/// A builtin loss.
public struct LossDefinition: CatalogEntry {
  /// What an adversarial loss may use.
  public struct Adversarial {
    public var builder: ModelBuilder
    /// Logits of real data, `[batch, ...]`; absent in the generator's step.
    public var real: Tensor?
    /// Logits of generated data.
    public var fake: Tensor
    /// The data themselves, for penalties; absent in the generator's step.
    public var realData: Tensor?
    public var fakeData: Tensor?
    /// Runs the discriminator on other data, with the same weights.
    public var discriminator: (Tensor) throws -> Tensor
    /// The gradient of a value's sum with respect to another value, as graph IR.
    public var gradient: (_ of: Tensor, _ withRespectTo: Tensor) throws -> Tensor

    public init(
      builder: ModelBuilder, real: Tensor?, fake: Tensor, realData: Tensor?, fakeData: Tensor?,
      discriminator: @escaping (Tensor) throws -> Tensor,
      gradient: @escaping (_ of: Tensor, _ withRespectTo: Tensor) throws -> Tensor
    ) {
      self.builder = builder
      self.real = real
      self.fake = fake
      self.realData = realData
      self.fakeData = fakeData
      self.discriminator = discriminator
      self.gradient = gradient
    }
  }

  public enum Kind: Sendable {
    /// Two networks: unbatched scalar losses of the discriminator and of the generator.
    case adversarial(
      discriminator: @Sendable (Adversarial, Arguments) throws -> Tensor,
      generator: @Sendable (Adversarial, Arguments) throws -> Tensor)
    /// A model: the loss of each sample (batched, shape `[]`) from output and target, averaged by the caller.
    /// The target is a label as a real (shape `[]`), or a tensor in the output's shape.
    case supervised(@Sendable (ModelBuilder, _ output: Tensor, _ target: Tensor, Arguments) throws -> Tensor)
    /// A generator alone, against a batch of data.
    case distribution(
      @Sendable (ModelBuilder, _ generated: Tensor, _ data: Tensor, Arguments) throws -> Tensor)
  }

  /// What lint rules know a loss by.
  public enum Trait: Sendable, Hashable {
    /// The discriminator's outputs may be any numbers, and are bounded by none.
    case logits
    /// The discriminator's gradient at single samples is part of it.
    case gradientPenalty
  }

  public var name: String
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  /// Markdown with the formula and its source.
  public var details: String
  public var parameters: [ParameterSpec]
  public var kind: Kind
  public var traits: Set<Trait>
  /// Bound that the discriminator's weights are clipped to after each update, for `wgan(clip:)`.
  public var weightClip: (@Sendable (Arguments) -> Double?)?
  public var availability: Availability

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String = "",
    parameters: [ParameterSpec] = [], kind: Kind,
    traits: Set<Trait> = [],
    weightClip: (@Sendable (Arguments) -> Double?)? = nil, availability: Availability = .available
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.kind = kind
    self.traits = traits
    self.weightClip = weightClip
    self.availability = availability
  }
}
