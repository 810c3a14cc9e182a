import OrderedCollections
import QganIR

/// What a `dataset` block says: a source and what is done to its samples, in the language's order.
///
/// `through` is not part of it: it runs a network, and is applied to what this recipe makes.
public struct DatasetRecipe: Hashable, Sendable {
  /// Where samples come from.
  public indirect enum Source: Hashable, Sendable {
    /// A builtin reader with its checked arguments, paths resolved.
    case reader(String, arguments: [String: ConstValue])
    /// Another dataset block.
    case dataset(DatasetRecipe)
  }

  /// Where samples come from.
  public var source: Source
  /// "train" or "test"; `nil` is "train", or what the source dataset says.
  public var split: String?
  /// The classes to keep, renumbered from 0 in this order.
  public var classes: [Int]?
  /// The seed of a random order; `nil` keeps the file's.
  public var shuffle: Int?
  /// Whether every class keeps as many samples as the smallest one has.
  public var isBalanced: Bool
  /// How many samples to keep: the first of each class, as evenly as the classes allow, in the order that they have.
  public var limit: Int?
  /// Height and width to resample to.
  public var resize: [Int]?
  /// 1 or 3.
  public var channels: Int?
  /// What black and white become; `nil` is 0 and 1 for a reader, and no change for a source dataset.
  public var range: [Double]?

  /// A recipe that does nothing but what is named.
  public init(
    source: Source, split: String? = nil, classes: [Int]? = nil, shuffle: Int? = nil,
    isBalanced: Bool = false, limit: Int? = nil, resize: [Int]? = nil, channels: Int? = nil,
    range: [Double]? = nil
  ) {
    self.source = source
    self.split = split
    self.classes = classes
    self.shuffle = shuffle
    self.isBalanced = isBalanced
    self.limit = limit
    self.resize = resize
    self.channels = channels
    self.range = range
  }

  /// Opens the source and checks every key against it; reads headers, and labels where the selection
  /// needs them. Throws `TrainingError`, or `IRError` for an unknown reader.
  public func open() throws -> any DatasetSource {
    var base: any DatasetSource
    let isReader: Bool
    switch source {
    case .reader(let name, let arguments):
      guard let reader = DatasetReaders.all[name] else {
        throw IRError("there is no dataset `\(name)`", culprit: .argument("source"))
      }
      base = try reader.open(Arguments(values: arguments), split ?? "train")
      isReader = true
    case .dataset(var recipe):
      if let split { recipe.split = split }
      base = try recipe.open()
      isReader = false
    }
    let selection = SampleSelection(
      classes: classes, shuffle: shuffle, isBalanced: isBalanced, limit: limit)
    base = try DatasetSteps(selection: selection, resize: resize, channels: channels).apply(to: base)
    if let range = range ?? (isReader ? [0, 1] : nil) { base = try RangedSamples(base, range: range) }
    return base
  }

  /// Shape, count, classes and range of what `load` would return.
  public func describe() throws -> DatasetDescription { try open().description }

  /// Reads all samples into memory, after checking that they fit.
  public func load() throws -> Dataset { try Dataset(open()) }

  /// The recipe for a run's configuration, in fixed order.
  public var json: JSONValue {
    var members: OrderedDictionary<String, JSONValue> = [:]
    switch source {
    case .reader(let name, let arguments):
      members["source"] = .string(name)
      for (key, value) in arguments.sorted(by: { $0.key < $1.key }) { members["source.\(key)"] = value.json }
    case .dataset(let recipe): members["source"] = recipe.json
    }
    if let split { members["split"] = .string(split) }
    if let classes { members["classes"] = .array(classes.map { .integer($0) }) }
    if let shuffle { members["shuffle"] = .integer(shuffle) }
    if isBalanced { members["balance"] = .boolean(true) }
    if let limit { members["limit"] = .integer(limit) }
    if let resize { members["resize"] = .array(resize.map { .integer($0) }) }
    if let channels { members["channels"] = .integer(channels) }
    if let range { members["range"] = .array(range.map { .real($0) }) }
    return .object(members)
  }

  /// SHA-256 of the recipe's text, the same in every process; it does not depend on what files hold.
  public var stableHash: String { SHA256.hexadecimal(of: Array(json.text.utf8)) }
}

extension ConstValue {
  /// The value as JSON; arrays of several axes are written flat, with their shape.
  public var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .boolean(let value): .boolean(value)
    case .string(let value): .string(value)
    case .strings(let values): .array(values.map { .string($0) })
    case .array(let shape, let elements):
      shape.count == 1
        ? .array(elements.map { .real($0) })
        : .object([
          "shape": .array(shape.map { .integer($0) }), "elements": .array(elements.map { .real($0) }),
        ])
    }
  }
}
