import QganIR
import QganTraining

/// The metrics of a run's checkpoint, which may still be training.
public struct RunEvaluation {
  /// What to compute, and from which checkpoint.
  public struct Options: Sendable {
    /// In place of the program's `features:`.
    public var features: String?
    /// Calls in place of the program's metrics, such as `kid(subsets: 50)`.
    public var metrics: [String]?
    /// In place of every metric's `samples`.
    public var samples: Int?
    /// A checkpoint's path, or `best`; the newest sound one if `nil`.
    public var checkpoint: String?
    public var threads: Int

    public init(
      features: String? = nil, metrics: [String]? = nil, samples: Int? = nil, checkpoint: String? = nil,
      threads: Int = 1
    ) {
      self.features = features
      self.metrics = metrics
      self.samples = samples
      self.checkpoint = checkpoint
      self.threads = threads
    }
  }

  /// The values with all that they depend on.
  public let record: EvaluationRecord
  /// The checkpoint's path.
  public let checkpoint: String
  /// One sentence for each damaged checkpoint that was passed over.
  public let warnings: [String]

  /// The program that the run folder keeps, with the features that are asked for; throws `DriverError`.
  public static func compilation(run: String, options: Options) throws -> Compilation {
    try Compilation(run: run, assignments: options.features.map { ["features=\($0)"] } ?? [])
  }

  /// Computes metrics of the run folder at `run`, whose program is `compilation`; `nil` after errors in that.
  ///
  /// Throws `DriverError`, `TrainingError` and `RuntimeError`.
  public init?(
    _ compilation: Compilation, run: String, options: Options, observer: (any TrainingObserver)? = nil
  ) throws {
    guard let spec = try Self.spec(compilation, options) else { return nil }
    let job = compilation.job(spec, Lowering())
    let found = try CheckpointFolder.find(options.checkpoint, ofRun: run)
    let weights = WeightSource(
      requests: { [] }, checkpoint: { try Dependencies.checkpoint(of: $0, inFolder: run) })
    let evaluator = try CheckpointEvaluator(
      spec, plans: job.plan(of:), weights: weights, checkpoint: found.checkpoint, path: found.path,
      threads: options.threads,
      cacheFolder: Folder.join(Folder.parent(of: run), EvaluationArguments.cacheName),
      observer: observer)
    // As the run numbers it: that of the batch before.
    let isEnd = found.checkpoint.position == 0
    record = try evaluator.evaluate(
      step: found.checkpoint.step, epoch: max(0, found.checkpoint.epoch - (isEnd ? 1 : 0)))
    checkpoint = found.path
    warnings = found.warnings
  }

  /// The train block with nothing to do but the metrics.
  private static func spec(_ compilation: Compilation, _ options: Options) throws -> TrainingSpec? {
    var spec: TrainingSpec?
    if let metrics = options.metrics {
      spec = try compilation.training(actions: metrics)
    } else {
      spec = try compilation.training()
      let own = (spec?.every ?? []).flatMap(\.actions).filter { Metrics.all[$0.name] != nil }
      if own.isEmpty || (options.features != nil && !own.contains(where: { isThroughFeatures($0) })) {
        if spec != nil { spec = try compilation.training(actions: EvaluationArguments.standardMetrics) }
      } else {
        // The same metric at several intervals is computed once.
        var names: Set<String> = []
        let kept = own.filter { names.insert("\($0.name) \($0.datasets.keys.sorted())").inserted }
        spec?.every = [.init(interval: 1, unit: .epoch, actions: kept)]
      }
    }
    guard var spec else { return nil }
    for every in spec.every.indices {
      spec.every[every].actions = spec.every[every].actions.filter { Metrics.all[$0.name] != nil }
      for index in spec.every[every].actions.indices {
        guard let samples = options.samples,
          Metrics.all[spec.every[every].actions[index].name]?.signature.leastSamples != nil
        else { continue }
        spec.every[every].actions[index].arguments.values["samples"] = .integer(samples)
      }
    }
    guard spec.every.contains(where: { !$0.actions.isEmpty }) else {
      throw DriverError(.usage, "there is no metric to compute", hint: "name one, as in `--metric kid`")
    }
    return spec
  }

  private static func isThroughFeatures(_ action: TrainingSpec.Action) -> Bool {
    Metrics.all[action.name]?.signature.needsFeatures == true
  }
}
