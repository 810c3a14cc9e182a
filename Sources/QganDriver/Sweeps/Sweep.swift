import QganIR
import QganSema
import QganTraining

/// The runs of a `sweep`, each in a folder of its own under `OUT/SWEEP/`, and how far each is.
public struct Sweep {
  /// How far a point is.
  public enum State: Hashable, Sendable {
    /// Nothing is there.
    case new
    /// A run is there to go on with; its state when it was last written.
    case begun(RunFolder.State)
    /// The run has come to its end.
    case finished
  }

  /// One run.
  public struct Point: Sendable {
    /// Such as `hybrid,LAYERS=2,seed=1`.
    public var name: String
    /// Its run folder.
    public var folder: String
    /// The train block or variant.
    public var target: String
    /// `NAME=expr`, those of the command line first.
    public var assignments: [String]
    /// Generator or model steps of the whole run.
    public var totalSteps: Int
    /// As found when the sweep was read.
    public var state: State
  }

  /// Part `index` (from 1) of `count`, for job arrays: every `count`-th point.
  public struct Shard: Hashable, Sendable {
    public var index: Int
    public var count: Int

    /// `nil` unless 1 <= index <= count.
    public init?(index: Int, count: Int) {
      guard count >= 1, 1...count ~= index else { return nil }
      self.index = index
      self.count = count
    }

    /// Reads `i/n`.
    public init?(_ text: String) {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
      self.init(index: index, count: count)
    }
  }

  /// The sweep's name.
  public let name: String
  /// The points of the shard, in the order of the sweep.
  public let points: [Point]
  /// Train blocks that points load from, one job for each that differs and has not run.
  public let dependencies: [TrainingJob]

  /// Reads the sweep `name` of the program at `path` and compiles every point, so that an error in any is known before
  /// the first runs.
  ///
  /// Findings stay in the compilation that is handed to `report` before this throws. Throws `DriverError` where the
  /// sweep is unknown, a point has errors, or a folder holds the run of another program.
  public init(
    _ name: String, path: String, assignments: [String], lowering: Lowering, out: String, shard: Shard?,
    report: (Compilation) throws -> Void
  ) throws {
    let base = try Compilation(path: path, settings: .init(assignments: assignments))
    base.check()
    try Self.requireSound(base, report)
    guard base.program.sweepNames.contains(name) else {
      let known = base.program.sweepNames
      throw DriverError(
        .usage, "there is no sweep `\(name)` in `\(path)`",
        hint: known.isEmpty
          ? "it declares none" : "there are " + known.map { "`\($0)`" }.joined(separator: ", "))
    }
    let described = base.points(ofSweep: name)
    try Self.requireSound(base, report)
    self.name = name
    let folder = Folder.join(out, RunFolder.safeName(name))
    var points: [Point] = []
    var folders: Set<String> = []
    var dependencies: [String: TrainingJob] = [:]
    for (index, point) in (described ?? []).enumerated() {
      // Every shard names folders alike, so all are named before some are left out.
      var own = Folder.join(folder, RunFolder.safeName(point.name))
      if !folders.insert(own).inserted {
        own += "-\(index + 1)"
        folders.insert(own)
      }
      if let shard, index % shard.count != shard.index - 1 { continue }
      let settings = Compilation.Settings(
        target: point.target, assignments: assignments + point.assignments)
      let compilation = try Compilation(path: path, settings: settings)
      guard let job = try compilation.trainingJob(lowering: lowering) else {
        try report(compilation)
        throw DriverError(compilation.exitCode, "the point `\(point.name)` of the sweep cannot run")
      }
      let state = try Self.state(of: job, at: own)
      points.append(
        Point(
          name: point.name, folder: own, target: point.target, assignments: settings.assignments,
          totalSteps: job.spec.totalSteps, state: state))
      guard state != .finished else { continue }
      let found = Dependencies(of: job, runs: out, folder: nil)
      for block in job.spec.dependencies where try !found.isThere(block) {
        let needed = try job.dependency(block)
        dependencies[try needed.identity()] = needed
      }
    }
    self.points = points
    self.dependencies = dependencies.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Points that are not finished.
  public var pending: [Point] { points.filter { $0.state != .finished } }

  private static func requireSound(
    _ compilation: Compilation, _ report: (Compilation) throws -> Void
  ) throws {
    guard compilation.hasErrors else { return }
    try report(compilation)
    throw DriverError(compilation.exitCode, "the program has errors")
  }

  private static func state(of job: TrainingJob, at folder: String) throws -> State {
    guard let configuration = RunFolder.read(Folder.join(folder, "config.json")) else { return .new }
    guard configuration["identity"]?.asString == (try job.identity()) else {
      throw DriverError(
        .program, "\(folder) holds a run of another program or of other settings",
        hint: "move the folder away, or give the sweep another `--out`")
    }
    let written = RunFolder.read(Folder.join(folder, "status.json"))?["state"]?.asString
    switch written.flatMap({ RunFolder.State(rawValue: $0) }) {
    case .finished?: return .finished
    case let state?: return .begun(state)
    case nil: return .begun(.interrupted)
    }
  }
}
