/// A train block with everything resolved: what a run does.
public struct TrainingSpec {
  public enum Networks {
    case adversarial(generator: LayerFunction, discriminator: LayerFunction)
    /// A generator alone, whose loss compares it with the data.
    case distribution(generator: LayerFunction)
    /// A model with a target.
    case supervised(model: LayerFunction, target: Target)
  }

  public enum Target: String, Sendable {
    case label
    case input = "self"
  }

  /// A loss with its arguments: a builtin, or a model of output and target.
  public enum Loss {
    case builtin(LossDefinition, Arguments)
    case model(LayerFunction)
  }

  /// How one network is optimized.
  public struct Optimization {
    public var definition: OptimizerDefinition
    public var arguments: Arguments
    public var schedule: ScheduleDefinition?
    public var scheduleArguments: Arguments
    public var clip: GradientClip?

    public init(
      definition: OptimizerDefinition, arguments: Arguments, schedule: ScheduleDefinition?,
      scheduleArguments: Arguments, clip: GradientClip?
    ) {
      self.definition = definition
      self.arguments = arguments
      self.schedule = schedule
      self.scheduleArguments = scheduleArguments
      self.clip = clip
    }
  }

  public enum GradientClip: Hashable, Sendable {
    /// Scales all gradients of a network so that their joint 2-norm is at most this.
    case norm(Double)
    /// Clamps each element.
    case value(Double)
  }

  /// `every 2 epochs { ... }`
  public struct Every {
    public enum Unit: String, Sendable { case epoch, step }

    public var interval: Int
    public var unit: Unit
    public var actions: [Action]

    public init(interval: Int, unit: Unit, actions: [Action]) {
      self.interval = interval
      self.unit = unit
      self.actions = actions
    }
  }

  /// `monitor: kid; patience: 5;`
  public struct Monitor: Hashable, Sendable {
    /// The action.
    public var metric: String
    /// The name of the number that it logs, without the extractor's label.
    public var output: String
    public var isBetter: MetricDirection
    /// Evaluations without a better value after which the run ends; `nil` for never.
    public var patience: Int?

    public init(metric: String, output: String, isBetter: MetricDirection, patience: Int?) {
      self.metric = metric
      self.output = output
      self.isBetter = isBetter
      self.patience = patience
    }
  }

  public struct Action {
    public var name: String
    public var arguments: Arguments
    /// Datasets given by label, such as `accuracy(data: unseen)`.
    public var datasets: [String: DatasetSpec]

    public init(name: String, arguments: Arguments, datasets: [String: DatasetSpec]) {
      self.name = name
      self.arguments = arguments
      self.datasets = datasets
    }
  }

  public var name: String
  public var networks: Networks
  public var data: DatasetSpec
  public var latent: LatentDefinition.Distribution?
  /// What is done to each batch of data, in order.
  public var augmentations: [Augmentation] = []
  /// What is done to whatever enters the discriminator, data and generated images alike, in order.
  public var discriminatorAugmentations: [Augmentation] = []
  public var loss: Loss
  /// By role: `generator` and `discriminator`, or `model`.
  public var optimizations: [String: Optimization]
  public var batch: Int
  public var epochs: Int
  public var seed: UInt64
  public var discriminatorSteps: Int
  /// Whether a generator step uses the latents of the discriminator step before it.
  public var sharesLatents: Bool
  public var shuffle: Bool
  /// Decay of the generator's (or model's) moving average, or `nil` for none.
  public var averaging: Double?
  /// What metrics look through.
  public var features: FeatureExtractor?
  public var view: LayerFunction?
  public var against: DatasetSpec?
  public var every: [Every]
  /// The metric whose best checkpoint is kept, and which may end the run.
  public var monitor: Monitor?
  /// Train blocks that weights are loaded from; they run first.
  public var dependencies: [String]
  /// The resolved configuration, as `--emit config` prints it: keys and values in order.
  public var configuration: [(key: String, value: String)]

  public init(
    name: String, networks: Networks, data: DatasetSpec, latent: LatentDefinition.Distribution?, loss: Loss,
    optimizations: [String: Optimization], batch: Int, epochs: Int, seed: UInt64, discriminatorSteps: Int,
    sharesLatents: Bool = false, shuffle: Bool, averaging: Double?, features: FeatureExtractor?,
    view: LayerFunction?, against: DatasetSpec?,
    every: [Every], dependencies: [String], configuration: [(key: String, value: String)]
  ) {
    self.name = name
    self.networks = networks
    self.data = data
    self.latent = latent
    self.loss = loss
    self.optimizations = optimizations
    self.batch = batch
    self.epochs = epochs
    self.seed = seed
    self.discriminatorSteps = discriminatorSteps
    self.sharesLatents = sharesLatents
    self.shuffle = shuffle
    self.averaging = averaging
    self.features = features
    self.view = view
    self.against = against
    self.every = every
    self.dependencies = dependencies
    self.configuration = configuration
  }
}
