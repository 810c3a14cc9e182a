import OrderedCollections

/// Everything that a run needs to go on: tensors and counters, in one safetensors file with a checksum.
///
/// Weights and buffers have their dotted names, so that other programs can load them; other tensors are
/// `group/name`, such as `optimizer/generator.dense.weight.exp_avg` or `ema/generator.dense.weight`.
public struct Checkpoint: Hashable, Sendable {
  /// All tensors by name.
  public var tensors: [String: StoredTensor]
  /// Generator (or model) steps done.
  public var step: Int
  /// The epoch that the next step belongs to, from 0.
  public var epoch: Int
  /// Batches of that epoch that were used.
  public var position: Int
  /// The run's seed.
  public var seed: Int
  /// Bytes of each log, by its name in the run folder, when the checkpoint was written.
  public var logLengths: [String: Int]
  /// Anything else, such as the hash of the resolved configuration.
  public var extra: [String: String]

  /// A checkpoint after `step` steps.
  public init(
    tensors: [String: StoredTensor], step: Int, epoch: Int, position: Int, seed: Int,
    logLengths: [String: Int] = [:], extra: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.step = step
    self.epoch = epoch
    self.position = position
    self.seed = seed
    self.logLengths = logLengths
    self.extra = extra
  }

  /// The tensors whose names stand in no group: weights and buffers.
  public var weights: [String: StoredTensor] { tensors.filter { !$0.key.contains("/") } }

  /// The tensors of `group`, without its prefix.
  public func tensors(in group: String) -> [String: StoredTensor] {
    var result: [String: StoredTensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix("\(group)/") {
      result[String(name.dropFirst(group.count + 1))] = tensor
    }
    return result
  }

  /// Writes the file durably: it is complete, or what was there before.
  public func write(to path: String) throws(TrainingError) {
    try DurableFile.write(path, chunks: encoded())
  }

  /// Reads a checkpoint; `badData` if a single bit of it is not what was written.
  public init(path: String) throws(TrainingError) {
    let file = try SafetensorsFile(path: path)
    try Self.verify(file)
    func number(_ key: String) throws(TrainingError) -> Int {
      guard let text = file.metadata[key], let value = Int(text) else {
        throw file.source.badData("the checkpoint lacks its `\(key)`")
      }
      return value
    }
    step = try number("step")
    epoch = try number("epoch")
    position = try number("position")
    seed = try number("seed")
    logLengths = try Self.strings("logs", in: file).compactMapValues { Int($0) }
    extra = try Self.strings("extra", in: file)
    var tensors: [String: StoredTensor] = [:]
    for name in file.entries.keys { tensors[name] = try file.tensor(name) }
    self.tensors = tensors
  }

  /// The value of `format` in the file's metadata.
  static let format = "qganc checkpoint 1"

  private static let checksumKey = "sha256"
  private static let noChecksum = String(repeating: "0", count: 64)

  /// The file in pieces. The checksum covers all bytes, those of the checksum itself as zeros.
  func encoded() -> [[UInt8]] {
    var metadata = [
      "format": Self.format, "step": "\(step)", "epoch": "\(epoch)", "position": "\(position)",
      "seed": "\(seed)",
      Self.checksumKey: Self.noChecksum,
    ]
    metadata["logs"] = Self.text(of: logLengths.mapValues { "\($0)" })
    metadata["extra"] = Self.text(of: extra)
    var chunks = SafetensorsFile.encode(tensors, metadata: metadata)
    var hash = SHA256()
    for chunk in chunks { hash.update(chunk) }
    if let place = Self.checksumPlace(inHeader: chunks[1]) {
      chunks[1].replaceSubrange(place, with: hash.hexadecimal().utf8)
    }
    return chunks
  }

  private static func verify(_ file: SafetensorsFile) throws(TrainingError) {
    let source = file.source
    guard file.metadata["format"] == format else {
      throw source.badData("this is a safetensors file, but not a checkpoint of this version of qganc")
    }
    var header = try source.read(at: 0, count: file.dataOffset)
    guard let place = checksumPlace(inHeader: header), let expected = file.metadata[checksumKey] else {
      throw source.badData("the checkpoint has no checksum")
    }
    header.replaceSubrange(place, with: noChecksum.utf8)
    var hash = SHA256()
    hash.update(header)
    var position = file.dataOffset
    while position < source.size {
      let count = min(1 << 20, source.size - position)
      hash.update(try source.read(at: position, count: count))
      position += count
    }
    guard hash.hexadecimal() == expected else {
      throw source.badData("the checksum does not match: the checkpoint is damaged")
    }
  }

  /// Where the 64 digits stand. The key with its quotes cannot occur elsewhere, since quotes in names are escaped.
  private static func checksumPlace(inHeader header: [UInt8]) -> Range<Int>? {
    guard let found = header.firstRange(of: Array("\"\(checksumKey)\":\"".utf8)) else { return nil }
    let end = found.upperBound + 64
    return end < header.count && header[end] == UInt8(ascii: "\"") ? found.upperBound..<end : nil
  }

  private static func text(of strings: [String: String]) -> String {
    let sorted = strings.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return JSONValue.object(
      OrderedDictionary(uniqueKeysWithValues: sorted.map { ($0.key, .string($0.value)) })
    ).text
  }

  private static func strings(
    _ key: String, in file: SafetensorsFile
  ) throws(TrainingError) -> [String: String] {
    guard let text = file.metadata[key], let value = try? JSONParser.parse(Array(text.utf8)),
      case .object(let members) = value
    else { throw file.source.badData("the checkpoint lacks its `\(key)`") }
    var result: [String: String] = [:]
    for (name, value) in members { result[name] = value.asString }
    return result
  }
}
