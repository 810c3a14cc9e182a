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
    public var threads: Int
    public var keptCheckpoints: Int

    public init(
      runs: String = "runs", resume: String? = nil, threads: Int = 1, keptCheckpoints: Int = 3
    ) {
      self.runs = runs
      self.resume = resume
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
    let resumed = try options.resume.map { try RunFolder.open($0) }
    if let resumed { try check(resumed, identity) }
    let runs = resumed.map { Folder.parent(of: $0.path) } ?? options.runs
    let dependencies = Dependencies(of: job, runs: runs, folder: resumed)
    for block in job.spec.dependencies where try !dependencies.isThere(block) {
      observer?.trainingDidReport("`\(job.spec.name)` loads from `\(block)`, which runs first")
      var inner = options
      (inner.resume, inner.runs) = (nil, runs)
      let session = try TrainingSession(
        job.dependency(block), options: inner, observer: observer, interrupt: interrupt)
      let (outcome, folder) = try session.run()
      if case .interrupted = outcome { return (outcome, folder) }
    }
    let folder = try resumed ?? newFolder(identity)
    try dependencies.keep(in: folder)
    let weights = WeightSource(
      requests: job.weightRequests, checkpoint: { try dependencies.checkpoint(of: $0, in: folder) })
    let trainer = try Trainer<Float>(
      job.spec, plans: job.plan(of:), weights: weights, folder: folder,
      options: TrainerOptions(
        threads: options.threads, keptCheckpoints: options.keptCheckpoints, configurationHash: identity,
        cacheFolder: Folder.join(runs, EvaluationArguments.cacheName)),
      observer: observer, interrupt: interrupt)
    return (try trainer.run(), folder.path)
  }

  private func newFolder(_ identity: String) throws -> RunFolder {
    let folder = try RunFolder.create(in: options.runs, name: job.spec.name)
    try folder.writeSources(job.sources)
    var members: OrderedDictionary<String, JSONValue> = ["block": .string(job.spec.name)]
    members.merge(job.origin) { first, _ in first }
    members["configuration"] = .object(job.configuration)
    members["identity"] = .string(identity)
    try folder.writeConfiguration(.object(members))
    return folder
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
