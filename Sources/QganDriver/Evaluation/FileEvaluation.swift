import QganIR
import QganPasses
import QganSema
import QganTraining

/// The metrics of two sets of pictures on the disk, compared through a builtin feature extractor.
public struct FileEvaluation {
  /// What is compared, and how.
  public struct Options: Sendable {
    /// The pictures to judge.
    public var images: String
    /// Those to judge them by.
    public var against: String
    /// A builtin extractor, such as `lite0(path: "...", size: 96)`; paths are seen from the working folder.
    public var features: String
    /// Calls of metrics.
    public var metrics: [String]
    /// Samples of each side; all if `nil`.
    public var samples: Int?
    /// The split of both sides, where they have some.
    public var split: String
    /// What black and white are in arrays of floats.
    public var range: ClosedRange<Double>?
    /// Where features of `against` are kept; nowhere if `nil`.
    public var cache: String?
    public var threads: Int

    public init(
      images: String, against: String, features: String,
      metrics: [String] = EvaluationArguments.standardMetrics,
      samples: Int? = nil, split: String = "train", range: ClosedRange<Double>? = nil, cache: String? = nil,
      threads: Int = 1
    ) {
      self.images = images
      self.against = against
      self.features = features
      self.metrics = metrics
      self.samples = samples
      self.split = split
      self.range = range
      self.cache = cache
      self.threads = threads
    }
  }

  /// The values with all that they depend on.
  public let record: EvaluationRecord

  /// A program without declarations, in which the extractor and the metrics are looked up.
  public static func compilation() throws -> Compilation {
    try Compilation(
      main: SourceText(path: "eval.qgan", utf8: Array("qgan 1.0;\n".utf8)), provider: DiskSources())
  }

  /// Compares two sets of pictures; `nil` after errors, which `compilation` then holds.
  ///
  /// Throws `TrainingError` and `RuntimeError`.
  public init?(
    _ compilation: Compilation, options: Options, observer: (any TrainingObserver)? = nil
  ) throws {
    let requests = try options.metrics.compactMap { try compilation.metric($0) }
    guard !compilation.hasErrors else { return nil }
    let images = try SampleFiles.load(options.images, split: options.split, range: options.range)
    let against = try SampleFiles.load(options.against, split: options.split, range: options.range)
    let classes = requests.contains { $0.metric.source == .logits }
    guard
      let extractor = compilation.extractor(options.features, shape: images.data.shape, classes: classes)
    else { return nil }
    let lowering = Lowering()
    let evaluator = try DatasetEvaluator(
      extractor, classes: classes, plan: { try lowering.plan($0) },
      graph: { try TrainingGraphs.extract($0, batch: $1, classes: $2) }, threads: options.threads,
      cacheFolder: options.cache, observer: observer)
    record = try evaluator.compare(images, against: against, limit: options.samples, requests)
  }
}
