import QganIR
import QganRuntime

/// Computes the metrics of a train block from a checkpoint, as the run would have.
public final class CheckpointEvaluator {
  private let spec: TrainingSpec
  private let evaluator: Evaluator<Float>

  /// The networks of `spec` with the weights of the checkpoint at `path`; its actions are what is computed.
  ///
  /// `weights` reads what the extractor and layers of datasets start from. Throws `TrainingError`, `RuntimeError` and
  /// what `plans` throws.
  public init(
    _ spec: TrainingSpec, plans: @escaping (TrainingProgram) throws -> Plan, weights: WeightSource,
    checkpoint: Checkpoint, path: String, threads: Int = 1, cacheFolder: String? = nil,
    observer: (any TrainingObserver)? = nil
  ) throws {
    self.spec = spec
    let compiled = try EvaluationPlans(spec, plans: plans)
    let need = compiled.all.reduce(0) {
      $0.addingReportingOverflow(Executor<Float>.requiredBytes($1)).partialValue
    }
    try AvailableMemory.check(need, for: "the programs of the metrics")
    // All weights of the run come from the checkpoint, so what they started from is not needed.
    let bare = compiled.ofRun.map { plan in
      var plan = plan
      for name in plan.variables.keys { plan.variables[name]?.initializer = .constant(0) }
      return plan
    }
    let variables = try TrainingVariables<Float>(restoring: bare, from: checkpoint, path: path)
    let options = TrainerOptions(threads: threads, cacheFolder: cacheFolder)
    let loader = DatasetLoader<Float>(plans: plans, weights: weights, options: options, seed: spec.seed)
    let data = try loader.load(spec.data)
    let latents = try spec.generator.map {
      try LatentSource<Float>(spec.latent, shapes: $0.inputShapes, seed: spec.seed)
    }
    let tools = try ActionTools<Float>(spec, compiled: compiled, latents: latents, loader: loader) {
      try Executor(plan: $0, variables: variables.store, threads: threads, seed: spec.seed)
    }
    evaluator = try Evaluator(
      spec, plans: compiled, tools: tools, data: data, compared: loader.loadCompared(spec), weights: weights,
      threads: threads, cacheFolder: cacheFolder, observer: observer)
  }

  /// The metrics of the train block's actions.
  public func evaluate(step: Int, epoch: Int) throws -> EvaluationRecord {
    var record = try evaluator.evaluate(spec.every.flatMap(\.actions), step: step, epoch: epoch)
    record.notes += evaluator.notes
    return record
  }
}
