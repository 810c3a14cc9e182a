/// A layer that can be written into any graph: a network of a train block, or a layer that data goes through.
public struct LayerFunction {
  /// What messages and printed configurations call it.
  public var name: String
  /// First component of its weights' paths: `generator`, `discriminator`, `model`, ...
  public var role: String
  /// Sample shapes of the data that it takes; empty for a network that takes none.
  public var inputShapes: [[Int]]
  /// Sample shape of its value.
  public var outputShape: [Int]
  /// Writes the layer at the builder's current path; throws what its writer throws.
  public var build: (ModelBuilder, [Tensor]) throws -> Tensor

  public init(
    name: String, role: String, inputShapes: [[Int]], outputShape: [Int],
    build: @escaping (ModelBuilder, [Tensor]) throws -> Tensor
  ) {
    self.name = name
    self.role = role
    self.inputShapes = inputShapes
    self.outputShape = outputShape
    self.build = build
  }
}
