import Glibc

/// The checkpoints of a run: `step-000123.safetensors`, the newest few of which are kept.
public struct CheckpointFolder: Sendable {
  /// Where they are.
  public let path: String
  /// How many are kept, at least 1; two or more let a damaged newest one fall back.
  public let keep: Int

  /// A checkpoint that was found, and what to tell about others that were passed over.
  public struct Found: Sendable {
    /// What the file holds.
    public var checkpoint: Checkpoint
    /// The file.
    public var path: String
    /// One sentence for each damaged checkpoint that is newer.
    public var warnings: [String]
  }

  /// The checkpoints in the folder at `path`.
  public init(_ path: String, keep: Int = 3) {
    self.path = path
    self.keep = max(1, keep)
  }

  /// Writes a checkpoint, then removes those that are not among the newest `keep`.
  ///
  /// Files of later steps can only be damaged or abandoned; they are set aside with the suffix `.damaged`. Nothing is
  /// removed if writing fails.
  @discardableResult
  public func write(_ checkpoint: Checkpoint) throws(TrainingError) -> String {
    try Folder.create(path)
    let target = Folder.join(path, Self.name(ofStep: checkpoint.step))
    try checkpoint.write(to: target)
    let all = try list()
    for later in all where later.step > checkpoint.step { rename(later.path, "\(later.path).damaged") }
    for old in all.filter({ $0.step <= checkpoint.step }).dropLast(keep) { unlink(old.path) }
    return target
  }

  /// The file of the best checkpoint, which stands beside the newest ones.
  public var bestPath: String { Folder.join(path, "best.safetensors") }

  /// Writes the best checkpoint in place of the one before.
  func writeBest(_ checkpoint: Checkpoint) throws(TrainingError) {
    try Folder.create(path)
    try checkpoint.write(to: bestPath)
  }

  /// Steps and paths of all checkpoints, oldest first; empty if there is no folder yet.
  public func list() throws(TrainingError) -> [(step: Int, path: String)] {
    guard Folder.kind(of: path) == .folder else { return [] }
    var found: [(step: Int, path: String)] = []
    for name in try Folder.list(path) where name.hasPrefix("step-") && name.hasSuffix(".safetensors") {
      let digits = name.dropFirst(5).dropLast(12)
      if digits.allSatisfy(\.isASCII), let step = Int(digits), step >= 0 {
        found.append((step, Folder.join(path, name)))
      }
    }
    return found.sorted { $0.step < $1.step }
  }

  /// The newest checkpoint that is sound; `nil` if there are none at all, the newest one's error if all are damaged.
  public func newestValid() throws(TrainingError) -> Found? {
    var warnings: [String] = []
    var newest: TrainingError?
    for (_, path) in try list().reversed() {
      do throws(TrainingError) {
        return Found(checkpoint: try Checkpoint(path: path), path: path, warnings: warnings)
      } catch {
        // Only damage may be passed over: a lack of memory or rights would silently lose steps.
        guard case .badData = error else { throw error }
        newest = newest ?? error
        warnings.append("\(error); the checkpoint before it is used")
      }
    }
    if let newest { throw newest }
    return nil
  }

  /// The checkpoint of the run folder `run` that a person names: a file, `best`, or, with `nil`, the newest sound one.
  public static func find(_ wanted: String?, ofRun run: String) throws(TrainingError) -> Found {
    let folder = CheckpointFolder(Folder.join(run, "checkpoints"))
    guard let wanted else {
      if let found = try folder.newestValid() { return found }
      throw .missingData(
        path: run, reason: "there is no checkpoint", suggestion: "train until the first one")
    }
    let path = wanted == "best" ? folder.bestPath : wanted
    guard Folder.kind(of: path) == .file else {
      throw .missingData(
        path: path, reason: "there is no such checkpoint",
        suggestion: wanted == "best"
          ? "the best is kept where the train block has a `monitor:`" : "leave it out for the newest")
    }
    return Found(checkpoint: try Checkpoint(path: path), path: path, warnings: [])
  }

  /// The file name of a step's checkpoint.
  public static func name(ofStep step: Int) -> String {
    let digits = "\(step)"
    return "step-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).safetensors"
  }
}
