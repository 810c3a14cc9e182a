import OrderedCollections

/// `metrics.jsonl`: one JSON object a line, keys in the order in which they are given.
public final class MetricsLog {
  /// The file's name in a run folder.
  public static let fileName = "metrics.jsonl"
  private let log: AppendLog

  /// Opens the log of `folder`, cut to `length` bytes.
  public init(in folder: String, continuingAt length: Int = 0) throws(TrainingError) {
    log = try AppendLog(Folder.join(folder, Self.fileName), continuingAt: length)
  }

  /// Bytes written, for checkpoints.
  public var length: Int { log.length }

  /// Adds a line: `step`, `epoch`, then `values`.
  public func append(
    step: Int, epoch: Int, _ values: OrderedDictionary<String, JSONValue>
  ) throws(TrainingError) {
    var members: OrderedDictionary<String, JSONValue> = ["step": .integer(step), "epoch": .integer(epoch)]
    for (name, value) in values { members[name] = value }
    try log.append(Array((JSONValue.object(members).text + "\n").utf8))
  }

  /// Forces all lines to the disk, before a checkpoint counts on them.
  public func synchronize() throws(TrainingError) { try log.synchronize() }
}
