/// What a run does that no program says.
public struct TrainerOptions: Sendable {
  /// Threads that kernels use.
  public var threads: Int
  /// How many checkpoints are kept.
  public var keptCheckpoints: Int
  /// A hash of the resolved configuration; a run folder made under another one is not resumed.
  public var configurationHash: String

  /// One thread and three checkpoints, unless said otherwise.
  public init(threads: Int = 1, keptCheckpoints: Int = 3, configurationHash: String = "") {
    self.threads = threads
    self.keptCheckpoints = keptCheckpoints
    self.configurationHash = configurationHash
  }
}
