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

  /// The function by itself, in evaluation mode, with output `result`: inputs of the shape `[batch, ...]` are called as
  /// `inputNames` say, and `x0`, `x1`, ... where these end; `trace` notes which layers write what.
  ///
  /// Throws what `build` throws.
  public func graph(batch: Int = 1, inputNames: [String] = [], trace: ModelTrace? = nil) throws -> Graph {
    let builder = ModelBuilder(
      graph: GraphBuilder(name: name), batch: batch, mode: .evaluation, path: role.isEmpty ? [] : [role])
    builder.trace = trace
    let inputs = inputShapes.enumerated().map { index, shape in
      let name = inputNames.indices.contains(index) ? inputNames[index] : "x\(index)"
      return builder.tensor(builder.graph.input(name, TensorType([batch] + shape)), isBatched: true)
    }
    builder.graph.output("result", try build(builder, inputs).value)
    return builder.graph.graph
  }
}
