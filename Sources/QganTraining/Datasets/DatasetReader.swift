import QganIR

/// A builtin dataset reader: its signature, and how it opens what its arguments name.
public struct DatasetReader: Sendable {
  /// The name in a `source:` line.
  public var name: String
  /// One sentence.
  public var summary: String
  /// Markdown: which files, which split, which labels.
  public var details: String
  /// Const parameters; `path` is resolved against the file that contains it before it arrives.
  public var parameters: [ParameterSpec]
  /// What the samples are: lint rules ask for it.
  public var contents: DatasetContents
  /// Opens `split` ("train" or "test"), reading headers only.
  public var open: @Sendable (Arguments, _ split: String) throws -> any DatasetSource

  /// A reader.
  public init(
    _ name: String, _ summary: String, details: String = "", parameters: [ParameterSpec],
    contents: DatasetContents = .numbers,
    open: @escaping @Sendable (Arguments, String) throws -> any DatasetSource
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.parameters = parameters
    self.contents = contents
    self.open = open
  }

  /// The signature for the Catalog.
  public var definition: DatasetDefinition {
    DatasetDefinition(
      name, summary, details: details, parameters: parameters, contents: contents
    ) { arguments, split in
      try open(arguments, split).description
    }
  }

  /// Refuses any split but "train", for sources that are not divided.
  static func requireUndivided(_ name: String, _ split: String) throws(TrainingError) {
    guard split == "train" else {
      throw .unfit("`\(name)` is not divided into splits, so `split: \"\(split)\"` does not exist")
    }
  }

  /// The parameter that most readers have.
  static let path = ParameterSpec("path", .string, "Where the data are, relative to the file that says so.")
}
