/// What a run does that no program says.
public struct TrainerOptions: Sendable {
  /// Threads that kernels use.
  public var threads: Int
  /// How many checkpoints are kept.
  public var keptCheckpoints: Int
  /// A hash of the resolved configuration; a run folder made under another one is not resumed.
  public var configurationHash: String
  /// Where features of real samples are kept for other runs; nowhere if `nil`.
  public var cacheFolder: String?
  /// What is done beside the steps; files are the same whatever it is.
  var background = Background.automatic

  /// Whether batches are gathered, and pictures written, by threads of their own.
  enum Background {
    /// Pictures, and batches that are large enough.
    case automatic
    case always
    case never
  }

  /// One thread and three checkpoints, unless said otherwise.
  public init(
    threads: Int = 1, keptCheckpoints: Int = 3, configurationHash: String = "", cacheFolder: String? = nil
  ) {
    self.threads = threads
    self.keptCheckpoints = keptCheckpoints
    self.configurationHash = configurationHash
    self.cacheFolder = cacheFolder
  }
}
