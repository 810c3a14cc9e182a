/// What metrics look through: a layer that gives features, and how samples get there.
public struct FeatureExtractor {
  /// What it is called: a builtin extractor's name, or that of the layer.
  public var name: String
  /// What the names of metrics end in: `-lite0`, or nothing through Inception-v3.
  public var label: String
  public var features: LayerFunction
  /// The layer that gives class logits, under the same paths; `nil` if none was asked for or there is none.
  public var logits: LayerFunction?
  /// What is done to samples before; `nil` takes them as they are.
  public var preparation: SamplePreparation?
  /// The files that its weights come from, paths resolved, and names of embedded ones.
  public var weightFiles: [String]
  /// Train blocks that its weights come from.
  public var weightBlocks: [String]

  public init(
    name: String, label: String, features: LayerFunction, logits: LayerFunction?,
    preparation: SamplePreparation?, weightFiles: [String], weightBlocks: [String] = []
  ) {
    self.name = name
    self.label = label
    self.features = features
    self.logits = logits
    self.preparation = preparation
    self.weightFiles = weightFiles
    self.weightBlocks = weightBlocks
  }

  /// Features of a sample.
  public var dimensions: Int { features.outputShape.reduce(1, *) }
}
