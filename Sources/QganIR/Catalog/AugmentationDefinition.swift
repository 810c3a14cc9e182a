/// A random change of images that training makes anew at each visit, written in graph IR so that gradients pass.
public struct AugmentationDefinition: CatalogEntry {
  /// Gives draws from the uniform distribution over [0, 1), one a sample; a name says which, and is asked for once.
  public typealias Uniform = (_ name: String) throws -> Tensor

  public var name: String
  /// One sentence.
  public var summary: String
  /// What other tools call it; see `CatalogEntry`.
  public var elsewhere: [String]
  /// Markdown: what is drawn, the formula, the paper.
  public var details: String
  public var parameters: [ParameterSpec]
  /// Calls that the tests differentiate, with arguments and the shapes of images.
  public var examples: [LayerExample]
  /// Writes the augmentation of batched images of shape `[channels, height, width]`; draws have the shape `[1, 1, 1]`.
  /// Throws `IRError` where an argument does not fit.
  public var build:
    @Sendable (_ builder: ModelBuilder, _ arguments: Arguments, _ images: Tensor, _ uniform: Uniform) throws
      -> Tensor

  public init(
    _ name: String, _ summary: String, elsewhere: [String] = [], details: String,
    parameters: [ParameterSpec] = [],
    examples: [LayerExample],
    build: @escaping @Sendable (ModelBuilder, Arguments, Tensor, Uniform) throws -> Tensor
  ) {
    self.name = name
    self.summary = summary
    self.elsewhere = elsewhere
    self.details = details
    self.parameters = parameters
    self.examples = examples
    self.build = build
  }
}

/// An augmentation with its arguments.
public struct Augmentation: Sendable {
  public var definition: AugmentationDefinition
  public var arguments: Arguments

  /// `arguments` are completed by the definition's defaults.
  public init(_ definition: AugmentationDefinition, _ arguments: Arguments = Arguments(values: [:])) {
    self.definition = definition
    self.arguments = arguments.fillingDefaults(of: definition.parameters)
  }

  /// Writes the augmentation of images at the builder's current path, after which its random streams are named.
  public func build(_ builder: ModelBuilder, _ images: Tensor) throws -> Tensor {
    guard images.isBatched, images.shape.count == 3 else {
      throw IRError(
        "`\(definition.name)` is for images of shape [channels, height, width], and the data are \(images.shape)"
      )
    }
    return try definition.build(builder, arguments, images) { name in
      try builder.randomUniform(shape: [1, 1, 1], stream: "\(definition.name).\(name)")
    }
  }
}
