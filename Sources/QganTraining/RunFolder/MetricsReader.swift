import OrderedCollections

/// Reads `metrics.jsonl` line by line, however long the file is.
public struct MetricsReader: Sendable {
  /// By the names in the file, in the order in which they first appear.
  public private(set) var series: OrderedDictionary<String, MetricSeries> = [:]
  /// The epoch of each step that was asked for.
  public private(set) var epochs: [Int: Int] = [:]
  public private(set) var lastEpoch: Int?
  /// Sentences about lines that could not be read, the first few.
  public private(set) var problems: [String] = []
  /// Most bytes of a line; what is longer is no line of metrics.
  private static let lineLimit = 1 << 20
  private static let chunk = 1 << 20
  private static let problemLimit = 3
  /// Most curves; names beyond come from a damaged file.
  private static let seriesLimit = 500
  private let steps: Set<Int>

  /// Reads the file at `path` and notes the epochs of `steps`.
  public init(path: String, epochsOf steps: Set<Int> = []) throws(TrainingError) {
    self.steps = steps
    let source = try ByteSource(path: path)
    var offset = 0
    var number = 1
    var rest: [UInt8] = []
    var skips = false
    while offset < source.size {
      let bytes = try source.read(at: offset, count: min(Self.chunk, source.size - offset))
      offset += bytes.count
      var start = 0
      while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if !skips { take(rest + bytes[start..<end], number) }
        (rest, skips) = ([], false)
        start = end + 1
        number += 1
      }
      if !skips { rest += bytes[start...] }
      if rest.count > Self.lineLimit {
        report("line \(number) is longer than a line of metrics")
        (rest, skips) = ([], true)
      }
    }
    // A run that was killed may have left half a line, which is nobody's loss.
    if !rest.isEmpty, (try? JSONParser.parse(rest, valueLimit: 10_000)) != nil { take(rest, number) }
  }

  private mutating func take(_ line: [UInt8], _ number: Int) {
    guard !line.isEmpty else { return }
    guard let value = try? JSONParser.parse(line, valueLimit: 10_000), case .object(let members) = value,
      let step = members["step"]?.asInteger
    else {
      report("line \(number) is not a line of metrics")
      return
    }
    if let epoch = members["epoch"]?.asInteger {
      lastEpoch = epoch
      if steps.contains(step) { epochs[step] = epoch }
    }
    for (name, member) in members where name != "step" && name != "epoch" {
      guard let number = member.asReal, series[name] != nil || series.count < Self.seriesLimit else {
        continue
      }
      series[name, default: MetricSeries()].append(step: step, number)
    }
  }

  private mutating func report(_ problem: String) {
    if problems.count < Self.problemLimit { problems.append(problem) }
  }
}
