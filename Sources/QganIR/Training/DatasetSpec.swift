/// A dataset of a file: where samples come from and what is done to them, in the order of the properties here.
public struct DatasetSpec {
  public indirect enum Source {
    /// A reader by name, with its arguments; paths are resolved.
    case reader(name: String, Arguments)
    case dataset(DatasetSpec)
  }

  public var name: String
  public var source: Source
  /// "train" or "test".
  public var split: String
  /// Classes to keep, renumbered from 0 in this order; `nil` keeps all.
  public var classes: [Int]?
  /// The seed of a random order of the samples; `nil` keeps the file's.
  public var shuffle: Int?
  /// Whether every class keeps as many samples as the smallest one has.
  public var isBalanced: Bool
  /// The most samples to keep, the classes in turn.
  public var limit: Int?
  /// Height and width.
  public var resize: [Int]?
  /// 1 or 3.
  public var channels: Int?
  /// What the source's black and white become.
  public var range: [Double]
  /// A layer that every sample goes through once.
  public var through: LayerFunction?
  /// What arrives at the end: sample shape, count after the selection at most, classes.
  public var description: DatasetDescription
  /// What the samples are before `through`.
  public var contents: DatasetContents

  public init(
    name: String, source: Source, split: String, classes: [Int]?, shuffle: Int? = nil,
    isBalanced: Bool = false,
    limit: Int?, resize: [Int]?, channels: Int?, range: [Double], through: LayerFunction?,
    description: DatasetDescription, contents: DatasetContents = .numbers
  ) {
    self.name = name
    self.source = source
    self.split = split
    self.classes = classes
    self.shuffle = shuffle
    self.isBalanced = isBalanced
    self.limit = limit
    self.resize = resize
    self.channels = channels
    self.range = range
    self.through = through
    self.description = description
    self.contents = contents
  }
}
