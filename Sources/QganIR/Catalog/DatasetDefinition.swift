/// What a dataset holds, known without reading its samples.
public struct DatasetDescription: Hashable, Sendable {
  /// Shape of a sample.
  public var shape: [Int]
  /// Number of samples.
  public var count: Int
  /// Number of classes, or `nil` where there are no labels.
  public var classes: Int?
  /// What the source calls black and white, which `range` maps.
  public var black: Double
  public var white: Double
  /// Why samples need `resize` before anything else, where they differ in size; `shape` is then the first one's.
  public var needsResize: String?

  public init(
    shape: [Int], count: Int, classes: Int?, black: Double, white: Double, needsResize: String? = nil
  ) {
    self.shape = shape
    self.count = count
    self.classes = classes
    self.black = black
    self.white = white
    self.needsResize = needsResize
  }
}

/// What the samples of a reader are, as far as it says without reading them.
public enum DatasetContents: Hashable, Sendable {
  /// Any numbers.
  case numbers
  /// Values between black and white; `mayBeBlank` if a picture may be all black or all white.
  case pictures(mayBeBlank: Bool)
}

/// A builtin dataset reader. What it reads is QganTraining's; the front end only asks for the description.
public struct DatasetDefinition: CatalogEntry {
  public var name: String
  public var summary: String
  public var details: String
  /// Parameters named `path` are resolved against the file that contains them before they arrive.
  public var parameters: [ParameterSpec]
  public var contents: DatasetContents
  public var availability: Availability
  /// Shape, count and classes of `split` ("train" or "test"), from file headers; throws `IRError` or the
  /// reader's own error.
  public var describe: @Sendable (Arguments, _ split: String) throws -> DatasetDescription

  public init(
    _ name: String, _ summary: String, details: String = "", parameters: [ParameterSpec],
    contents: DatasetContents = .numbers, availability: Availability = .available,
    describe: @escaping @Sendable (Arguments, String) throws -> DatasetDescription
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.parameters = parameters
    self.contents = contents
    self.availability = availability
    self.describe = describe
  }
}
