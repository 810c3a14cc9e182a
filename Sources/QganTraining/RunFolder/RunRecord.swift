import Glibc
import OrderedCollections

/// What a run folder says of its run, read without taking the folder over; the run may be under way.
public struct RunRecord: Sendable {
  /// A grid of samples.
  public struct Sample: Sendable, Hashable {
    public var step: Int
    public var epoch: Int?
    public var path: String
  }

  /// Where the folder is.
  public var path: String
  /// How it is called: its path below the folder that was asked for.
  public var name: String
  /// The train block, and the variant of it, if one was run.
  public var block = ""
  public var target: String?
  /// `NAME=value` as given.
  public var settings: [String] = []
  /// Every setting in force.
  public var configuration: OrderedDictionary<String, String> = [:]
  /// Version of the compiler.
  public var compiler: String?
  /// The main file among the sources.
  public var program: String?
  /// Digest of everything in the program that numbers depend on.
  public var identity: String?
  /// SHA-256 of the kept sources: of each file's name and digest, by name.
  public var sourcesDigest: String?
  public var state: String?
  public var message: String?
  /// Seconds since 1970: when the configuration and the last state were written.
  public var started: Int?
  public var ended: Int?
  public var series: OrderedDictionary<String, MetricSeries> = [:]
  public var lastEpoch: Int?
  /// By step.
  public var samples: [Sample] = []
  /// The lines of `evaluations.jsonl`, where the run has some.
  public var evaluations: [JSONValue] = []
  /// What is missing or damaged, in sentences without the machine's paths.
  public var problems: [String] = []

  /// The step of the last line of metrics.
  public var lastStep: Int? { series.values.compactMap { $0.last?.step }.max() }

  /// The seed in force.
  public var seed: String? { configuration["seed"] }

  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

extension RunRecord {
  /// Folders inside one another that are looked into.
  private static let depthLimit = 4
  /// Evaluations that are kept.
  private static let evaluationLimit = 10_000

  /// The run folders at and below `path`, by name; a folder is one if it has a `config.json`.
  public static func folders(at path: String) throws(TrainingError) -> [(path: String, name: String)] {
    switch Folder.kind(of: path) {
    case .folder: break
    case nil: throw .missingData(path: path, reason: "there is no such folder", suggestion: "check the path")
    default: throw .badData(path: path, reason: "this is not a folder")
    }
    if Folder.kind(of: Folder.join(path, "config.json")) != nil { return [(path, Folder.name(of: path))] }
    var found: [(path: String, name: String)] = []
    try collect(path, "", depth: 0, &found)
    return found.sorted { natural($0.name, $1.name) }
  }

  private static func collect(
    _ path: String, _ name: String, depth: Int, _ found: inout [(path: String, name: String)]
  ) throws(TrainingError) {
    for inner in try Folder.list(path) where !inner.hasPrefix(".") {
      let (below, label) = (Folder.join(path, inner), name.isEmpty ? inner : "\(name)/\(inner)")
      guard Folder.kind(of: below) == .folder else { continue }
      if Folder.kind(of: Folder.join(below, "config.json")) != nil
        || Folder.kind(of: Folder.join(below, MetricsLog.fileName)) != nil
      {
        found.append((below, label))
      } else if depth < depthLimit {
        try collect(below, label, depth: depth + 1, &found)
      }
    }
  }

  /// Whether `a` comes before `b` where digits count as numbers.
  public static func natural(_ a: String, _ b: String) -> Bool {
    var (x, y) = (Array(a.utf8)[...], Array(b.utf8)[...])
    func number(_ s: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let digits = s.prefix { (0x30...0x39).contains($0) }
      s = s.dropFirst(digits.count)
      return digits.drop { $0 == 0x30 }
    }
    while let p = x.first, let q = y.first {
      if (0x30...0x39).contains(p), (0x30...0x39).contains(q) {
        let (m, n) = (number(&x), number(&y))
        if m.count != n.count { return m.count < n.count }
        if m != n { return m.lexicographicallyPrecedes(n) }
      } else if p != q {
        return p < q
      } else {
        (x, y) = (x.dropFirst(), y.dropFirst())
      }
    }
    return x.isEmpty && y.isEmpty ? a < b : x.isEmpty
  }

  /// Reads the run folder at `path`; what is missing or damaged is in `problems`.
  public init(reading path: String, name: String) {
    self.init(path: path, name: name)
    readConfiguration()
    readStatus()
    readSamples()
    readMetrics()
    readSources()
    readEvaluations()
  }

  /// Whether there is anything to report on.
  public var isReadable: Bool { !configuration.isEmpty || !series.isEmpty }

  private mutating func readConfiguration() {
    guard let value = json("config.json") else { return }
    block = value["block"]?.asString ?? ""
    target = value["target"]?.asString
    settings = (value["settings"]?.asArray ?? []).compactMap(\.asString)
    compiler = value["compiler"]?.asString
    program = value["program"]?.asString
    identity = value["identity"]?.asString
    started = time(of: "config.json")
    guard case .object(let members)? = value["configuration"] else {
      problems.append("config.json has no configuration")
      return
    }
    for (key, member) in members { configuration[key] = member.asString ?? member.text }
  }

  private mutating func readStatus() {
    guard let value = json("status.json") else { return }
    state = value["state"]?.asString
    message = value["message"]?.asString
    ended = time(of: "status.json")
    if state == nil { problems.append("status.json has no state") }
  }

  private mutating func readSamples() {
    let folder = Folder.join(path, "samples")
    guard Folder.kind(of: folder) == .folder, let names = try? Folder.list(folder) else { return }
    for name in names where name.hasPrefix("step-") && name.hasSuffix(".png") {
      guard let step = Int(name.dropFirst(5).dropLast(4)) else { continue }
      samples.append(.init(step: step, path: Folder.join(folder, name)))
    }
    samples.sort { $0.step < $1.step }
  }

  private mutating func readMetrics() {
    let file = Folder.join(path, MetricsLog.fileName)
    do {
      let reader = try MetricsReader(path: file, epochsOf: Set(samples.map(\.step)))
      series = reader.series
      lastEpoch = reader.lastEpoch
      problems += reader.problems.map { "\(MetricsLog.fileName): \($0)" }
      if reader.series.isEmpty { problems.append("\(MetricsLog.fileName) has no values") }
      for index in samples.indices { samples[index].epoch = reader.epochs[samples[index].step] }
    } catch {
      problems.append(sentence(error, MetricsLog.fileName))
    }
  }

  private mutating func readSources() {
    let folder = Folder.join(path, "sources")
    var files: [(path: String, name: String)] = []
    func walk(_ folder: String, _ prefix: String, _ depth: Int) {
      for inner in (try? Folder.list(folder)) ?? [] {
        let below = Folder.join(folder, inner)
        switch Folder.kind(of: below) {
        case .file: files.append((below, prefix + inner))
        case .folder where depth < 8: walk(below, prefix + inner + "/", depth + 1)
        default: break
        }
      }
    }
    walk(folder, "", 0)
    guard !files.isEmpty else {
      problems.append("the program is missing from sources")
      return
    }
    var digest = SHA256()
    for file in files.sorted(by: { $0.name < $1.name }) {
      guard let source = try? ByteSource(path: file.path), source.size < 1 << 24,
        let bytes = try? source.readAll()
      else {
        problems.append("sources/\(file.name) cannot be read")
        return
      }
      digest.update(Array("\(file.name)\n\(SHA256.hexadecimal(of: bytes))\n".utf8))
    }
    sourcesDigest = digest.hexadecimal()
  }

  private mutating func readEvaluations() {
    let file = "evaluations.jsonl"
    guard Folder.kind(of: Folder.join(path, file)) == .file else { return }
    guard let source = try? ByteSource(path: Folder.join(path, file)), source.size < 1 << 26,
      let bytes = try? source.readAll()
    else {
      problems.append("\(file) cannot be read")
      return
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(Self.evaluationLimit)
    evaluations = lines.compactMap { try? JSONParser.parse(Array($0), valueLimit: 10_000) }
    if evaluations.count < lines.count { problems.append("\(file): lines that are not JSON were left out") }
  }

  private mutating func json(_ name: String) -> JSONValue? {
    do throws(TrainingError) {
      let source = try ByteSource(path: Folder.join(path, name))
      guard source.size < 1 << 24 else {
        problems.append("\(name) is too large")
        return nil
      }
      let bytes = try source.readAll()
      do throws(JSONParser.Failure) {
        return try JSONParser.parse(bytes, valueLimit: 100_000)
      } catch {
        problems.append("\(name) is damaged: \(error)")
      }
    } catch {
      problems.append(sentence(error, name))
    }
    return nil
  }

  /// What is wrong with a file, without where the file is.
  private func sentence(_ error: TrainingError, _ name: String) -> String {
    switch error {
    case .missingData: "\(name) is missing"
    case .badData(_, let reason): "\(name): \(reason)"
    case .io(_, let operation, _): "\(name): cannot \(operation) it"
    default: "\(name) cannot be read"
    }
  }

  private func time(of name: String) -> Int? {
    var status = stat()
    guard stat(Folder.join(path, name), &status) == 0 else { return nil }
    return Int(status.st_mtim.tv_sec)
  }
}
