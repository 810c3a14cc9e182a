import OrderedCollections
import QganIR
import QganRuntime
import QganTraining

/// Runs a train block in a run folder, after the blocks that it loads from.
public struct TrainingSession {
  public struct Options: Sendable {
    /// The folder in which run folders are made, and in which earlier runs are looked for.
    public var runs: String
    /// The run folder to go on with; a new one is made if `nil`.
    public var resume: String?
    /// The folder that the run is to be in, made if it is not there and gone on with if it is; stronger than `resume`.
    public var folder: String?
    public var threads: Int
    public var keptCheckpoints: Int

    public init(
      runs: String = "runs", resume: String? = nil, folder: String? = nil, threads: Int = 1,
      keptCheckpoints: Int = 3
    ) {
      self.runs = runs
      self.resume = resume
      self.folder = folder
      self.threads = threads
      self.keptCheckpoints = keptCheckpoints
    }
  }

  private let job: TrainingJob
  private let options: Options
  private let observer: (any TrainingObserver)?
  private let interrupt: InterruptFlag

  public init(
    _ job: TrainingJob, options: Options = Options(), observer: (any TrainingObserver)? = nil,
    interrupt: InterruptFlag = InterruptFlag()
  ) {
    self.job = job
    self.options = options
    self.observer = observer
    self.interrupt = interrupt
  }

  /// Trains until the end or an interruption, and says in which folder.
  ///
  /// Throws `TrainingError`, `RuntimeError`, `NonFiniteError`, and `IRError` for programs that cannot be compiled.
  public func run() throws -> (outcome: TrainingOutcome, folder: String) {
    let identity = try job.identity()
    let named = try options.folder.map { try RunFolder.openOrCreate($0) }
    let resumed =
      try named.map { $0.isNew ? nil : $0.folder } ?? options.resume.map { try RunFolder.open($0) }
    if let resumed { try check(resumed, identity) }
    let runs = named == nil ? resumed.map { Folder.parent(of: $0.path) } ?? options.runs : options.runs
    let dependencies = Dependencies(of: job, runs: runs, folder: resumed)
    if let interrupted = try run(dependencies, in: runs) { return interrupted }
    let folder = try resumed ?? named?.folder ?? RunFolder.create(in: options.runs, name: job.spec.name)
    if resumed == nil { try begin(folder, identity) }
    try dependencies.keep(in: folder)
    return (try trainer(in: folder, dependencies, identity).run(), folder.path)
  }

  /// The trainer of a run in `folder`; blocks that the job loads from must have run.
  func trainer(in folder: RunFolder) throws -> Trainer<Float> {
    let dependencies = Dependencies(of: job, runs: options.runs, folder: nil)
    try dependencies.keep(in: folder)
    return try trainer(in: folder, dependencies, job.identity())
  }

  private func trainer(
    in folder: RunFolder, _ dependencies: Dependencies, _ identity: String
  ) throws -> Trainer<Float> {
    let weights = WeightSource(
      requests: job.weightRequests, checkpoint: { try dependencies.checkpoint(of: $0, in: folder) })
    return try Trainer<Float>(
      job.spec, plans: job.plan(of:), weights: weights, folder: folder,
      options: TrainerOptions(
        threads: options.threads, keptCheckpoints: options.keptCheckpoints, configurationHash: identity,
        cacheFolder: Folder.join(options.runs, EvaluationArguments.cacheName)),
      observer: observer, interrupt: interrupt)
  }

  /// Trains the blocks that the job loads from and that have not run; returns what an interruption ended.
  public func runDependencies() throws -> (outcome: TrainingOutcome, folder: String)? {
    try run(Dependencies(of: job, runs: options.runs, folder: nil), in: options.runs)
  }

  private func run(
    _ dependencies: Dependencies, in runs: String
  ) throws -> (outcome: TrainingOutcome, folder: String)? {
    for block in job.spec.dependencies where try !dependencies.isThere(block) {
      observer?.trainingDidReport("`\(job.spec.name)` loads from `\(block)`, which runs first")
      var inner = options
      (inner.resume, inner.folder, inner.runs) = (nil, nil, runs)
      let session = try TrainingSession(
        job.dependency(block), options: inner, observer: observer, interrupt: interrupt)
      let (outcome, folder) = try session.run()
      if case .interrupted = outcome { return (outcome, folder) }
    }
    return nil
  }

  /// Writes what a new run folder starts with.
  private func begin(_ folder: RunFolder, _ identity: String) throws {
    try folder.writeSources(job.sources)
    var members: OrderedDictionary<String, JSONValue> = ["block": .string(job.spec.name)]
    members.merge(job.origin) { first, _ in first }
    members["configuration"] = .object(job.configuration)
    members["identity"] = .string(identity)
    try folder.writeConfiguration(.object(members))
  }

  /// Throws if the folder was made by another program, naming the keys that changed.
  private func check(_ folder: RunFolder, _ identity: String) throws {
    let noted = try folder.configuration()
    if noted["identity"]?.asString == identity { return }
    var changed: [String] = []
    for (key, value) in job.configuration where noted["configuration"]?[key] != value {
      changed.append("`\(key)`")
    }
    let what =
      changed.isEmpty ? "the networks, what they load from, or the compiler" : changed.joined(separator: ", ")
    throw TrainingError.unfit(
      "the run in \(folder.path) cannot go on with this program: \(what) changed since; start a new run")
  }
}
