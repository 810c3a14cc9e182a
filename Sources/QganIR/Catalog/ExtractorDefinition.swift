/// A feature extractor that a `features:` line can name: a network of the embedded library, its weights, and how samples
/// are made ready for it.
public struct ExtractorDefinition: CatalogEntry {
  /// Where the network's weights are.
  public enum Weights: Sendable {
    /// A file that the argument `path` names; rules and patterns are those of `load`.
    case file(rename: [String], ignore: [String])
    /// A file inside the binary.
    case embedded(String)
  }

  public var name: String
  public var summary: String
  /// Markdown: the network, its weights, what it is good for.
  public var details: String
  public var parameters: [ParameterSpec]
  /// The file of the embedded library, as `lite0.qgan`.
  public var file: String
  /// A model in it, with arguments where it takes some, as one writes it; what it returns are class logits.
  public var network: String
  /// The instance in the model whose value are the features.
  public var featuresAfter: String
  public var weights: Weights
  /// How samples are made ready.
  public var preparation: @Sendable (Arguments) throws -> SamplePreparation
  /// What the names of metrics end in; empty for the extractor that published numbers mean.
  public var label: @Sendable (Arguments) -> String

  public init(
    _ name: String, _ summary: String, details: String = "", parameters: [ParameterSpec] = [], file: String,
    network: String, featuresAfter: String, weights: Weights,
    preparation: @escaping @Sendable (Arguments) throws -> SamplePreparation,
    label: @escaping @Sendable (Arguments) -> String
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.parameters = parameters
    self.file = file
    self.network = network
    self.featuresAfter = featuresAfter
    self.weights = weights
    self.preparation = preparation
    self.label = label
  }
}
