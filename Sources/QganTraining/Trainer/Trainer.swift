import QganIR
import QganRuntime

/// Runs a train block: batches, steps, actions, logs and checkpoints, from the start or from where a run folder
/// stands.
///
/// Results depend on the train block, its data, the plans, the precision and the number of threads only; a run that
/// is resumed writes the same bytes as one that was not stopped (times in event files aside).
public final class Trainer<Scalar: RuntimeScalar> {
  /// The train block.
  public let spec: TrainingSpec
  let options: TrainerOptions
  let folder: RunFolder
  let interrupt: InterruptFlag
  weak var observer: (any TrainingObserver)?

  let data: Dataset
  let variables: TrainingVariables<Scalar>
  let schedule: BatchSchedule
  let logs: RunLogs
  /// The discriminator's step, where there is one alone.
  let discriminator: StepProgram<Scalar>?
  /// The generator's or model's step, or that of both networks.
  let main: StepProgram<Scalar>
  let latents: LatentSource<Scalar>?
  /// What the two programs take of a batch.
  private let discriminatorFeed: BatchFeed<Scalar>?
  private let mainFeed: BatchFeed<Scalar>
  private let prefetcher: BatchPrefetcher<Scalar>
  /// What actions use.
  let tools: ActionTools<Scalar>
  let evaluator: Evaluator<Scalar>
  /// Bytes that were estimated before anything was allocated.
  let memory: Int

  /// Batches that the discriminator (or the model) was trained on; everything else about progress follows from it.
  var batches = 0
  var pace = Pace()
  /// Where the last checkpoint was written or read.
  var checkpointed: Int?
  /// A checkpoint that only an interruption made; it is removed when the next one is there.
  var interruptionCheckpoint: String?
  /// The best value of a metric so far, where one is watched.
  var monitor: MetricMonitor?
  /// Told when training starts.
  var warnings: [String] = []

  /// Prepares a run in `folder`, going on from its newest sound checkpoint if it has one.
  ///
  /// `plans` compiles the programs that are asked for. Throws `TrainingError`, `RuntimeError` and what `plans` throws;
  /// memory is estimated before it is allocated.
  public init(
    _ spec: TrainingSpec, plans: @escaping (TrainingProgram) throws -> Plan,
    weights: WeightSource = WeightSource(),
    folder: RunFolder, options: TrainerOptions = TrainerOptions(), observer: (any TrainingObserver)? = nil,
    interrupt: InterruptFlag = InterruptFlag()
  ) throws {
    self.spec = spec
    self.options = options
    self.folder = folder
    self.observer = observer
    self.interrupt = interrupt
    let compiled = try TrainerPlans(spec, plans: plans)
    memory = try compiled.requireMemory(for: spec, Scalar.self)
    let loader = DatasetLoader<Scalar>(plans: plans, weights: weights, options: options, seed: spec.seed)
    data = try loader.load(spec.data)
    variables = try TrainingVariables(of: compiled.all, seed: spec.seed, source: weights)
    try weights.checkLeftovers()
    let store = variables.store
    func executor(_ plan: Plan) throws -> Executor<Scalar> {
      try Executor(plan: plan, variables: store, threads: options.threads, seed: spec.seed)
    }
    discriminator = try compiled.discriminator.map {
      try StepProgram($0, roles: ["discriminator"], spec: spec, executor: executor($0))
    }
    main = try StepProgram(
      compiled.main, roles: compiled.roles, spec: spec, executor: executor(compiled.main))
    let latents = try spec.generator.map {
      try LatentSource<Scalar>(spec.latent, shapes: $0.inputShapes, seed: spec.seed)
    }
    self.latents = latents
    tools = try ActionTools(
      spec, compiled: compiled.evaluation, latents: latents, loader: loader, executor: executor)
    evaluator = try Evaluator(
      spec, plans: compiled.evaluation, tools: tools, data: data, compared: loader.loadCompared(spec),
      weights: weights, threads: options.threads, cacheFolder: options.cacheFolder, observer: observer)
    schedule = try BatchSchedule(
      samples: data.count, batch: spec.batch, epochs: spec.epochs,
      discriminatorSteps: spec.isAdversarial ? spec.discriminatorSteps : 1)
    discriminatorFeed = discriminator.map { BatchFeed($0, latents: latents, for: .discriminator) }
    mainFeed = BatchFeed(main, latents: latents, for: spec.sharesLatents ? .discriminator : .generator)
    let features = try compiled.frozenFeatures.map { [data] in
      try FrozenFeatures<Scalar>(executor($0), of: data)
    }
    prefetcher = try BatchPrefetcher(
      BatchSource(spec, data: data, features: features, latents: latents, schedule: schedule),
      feeds: [discriminatorFeed, mainFeed].compactMap(\.self), schedule: schedule, isShuffled: spec.shuffle,
      background: options.background)
    let found = try folder.checkpoints(keep: options.keptCheckpoints).newestValid()
    if let found {
      batches = try Self.progress(of: found, spec, options, schedule)
      try variables.restore(found.checkpoint, path: found.path)
      checkpointed = batches
      interruptionCheckpoint = Self.isInterruption(found.checkpoint) ? found.path : nil
      warnings = found.warnings
    }
    monitor = spec.monitor.map { MetricMonitor($0, resuming: found?.checkpoint.extra ?? [:]) }
    // Last, since opening the logs cuts them.
    logs = try RunLogs(
      in: folder, continuingAt: found?.checkpoint.logLengths ?? [:], isInline: options.background == .never,
      evaluates: spec.every.flatMap(\.actions).contains { Metrics.all[$0.name] != nil })
  }

  /// Generator or model steps done.
  public var step: Int { schedule.steps(after: batches) }

  /// Trains until the end, or until the interrupt flag is set.
  ///
  /// Throws `NonFiniteError` before a bad number reaches a weight, and `TrainingError` when the disk is full; the last
  /// checkpoint then is as it was.
  public func run() throws -> TrainingOutcome {
    do {
      return try train()
    } catch {
      var first = error
      // What is pending came before the error, and so would have its own.
      do { try logs.finish() } catch { first = error }
      try? folder.writeStatus(.failed, step: step, message: "\(first)")
      throw first
    }
  }

  private func train() throws -> TrainingOutcome {
    announce()
    let total = schedule.totalBatches
    if batches < total || checkpointed == nil { try folder.writeStatus(.running, step: step) }
    pace.note(step)
    while batches < total, !isStoppedEarly {
      if interrupt.isSet, schedule.isStepDue(after: batches) { return try stop() }
      try advance()
    }
    if checkpointed == nil { try act() }
    try logs.finish()
    let conclusion = isStoppedEarly ? monitor?.conclusion : nil
    if let conclusion { observer?.trainingDidReport(conclusion) }
    try folder.writeStatus(.finished, step: step, message: conclusion)
    return .finished(step: step)
  }

  /// Whether the watched metric has not improved for too long.
  var isStoppedEarly: Bool { batches < schedule.totalBatches && monitor?.isExhausted == true }

  /// One batch, with all that is due after it.
  func advance() throws {
    try trainOnBatch()
    try act()
  }

  private func announce() {
    let roles = spec.isAdversarial ? ["generator", "discriminator"] : [spec.mainRole]
    observer?.trainingDidStart(
      TrainingStart(
        name: spec.name, step: step, totalSteps: schedule.totalSteps, samples: data.count,
        weightCounts: roles.map { ($0, variables.weightCount(of: $0)) }, memory: memory))
    for warning in warnings + evaluator.notes { observer?.trainingDidReport(warning) }
  }

  private func stop() throws -> TrainingOutcome {
    if checkpointed != batches { try writeCheckpoint(isScheduled: false) }
    try logs.finish()
    try folder.writeStatus(.interrupted, step: step)
    return .interrupted(step: step)
  }

  /// Trains the discriminator on the next batch, then, when it is due, the generator (or the model, alone).
  func trainOnBatch() throws {
    try logs.check()
    let batch = batches
    prefetcher.deliver(batch, to: feeds(ofBatch: batch))
    if batch + 1 < schedule.totalBatches { prefetcher.prepare(batch + 1, for: feeds(ofBatch: batch + 1)) }
    let epoch = schedule.epoch(ofBatch: batch)
    let isStepDue = schedule.isStepDue(after: batch + 1)
    let step = schedule.steps(after: batch)
    let ofBatch = StepProgram<Scalar>.Position(
      done: batch, total: schedule.totalBatches, perEpoch: schedule.batchesPerEpoch)
    let ofStep = StepProgram<Scalar>.Position(
      done: step, total: schedule.totalSteps, perEpoch: schedule.stepsPerEpoch)
    var results: [StepProgram<Scalar>.Result] = []
    // Even and odd numbers keep the random draws inside two programs apart.
    if let discriminator, !(spec.sharesLatents && isStepDue) {
      results += try run(discriminator, at: [ofBatch], draw: 2 * batch, epoch: epoch)
    }
    guard isStepDue else {
      batches += 1
      return
    }
    if spec.sharesLatents {
      results += try run(main, at: [ofBatch, ofStep], draw: 2 * batch, epoch: epoch)
    } else {
      results += try run(main, at: [ofStep], draw: 2 * step + 1, epoch: epoch)
    }
    batches += 1
    try log(results, epoch: epoch)
  }

  /// What the programs that run on batch number `batch` take of it.
  private func feeds(ofBatch batch: Int) -> [BatchFeed<Scalar>] {
    guard schedule.isStepDue(after: batch + 1) else { return [discriminatorFeed].compactMap(\.self) }
    guard let discriminatorFeed, !spec.sharesLatents else { return [mainFeed] }
    return [discriminatorFeed, mainFeed]
  }

  private func run(
    _ program: StepProgram<Scalar>, at positions: [StepProgram<Scalar>.Position], draw: Int, epoch: Int
  ) throws -> [StepProgram<Scalar>.Result] {
    guard let results = try program.run(at: positions, draw: draw) else {
      throw try program.nonFinite(step: step + 1, epoch: epoch + 1, draw: draw)
    }
    return results
  }
}
