import QganIR

/// Writes the graphs of a train block's programs; `TrainingNames` says what their inputs and outputs are called.
public struct TrainingGraphs {
  /// The train block.
  public let spec: TrainingSpec

  /// The programs of `spec`.
  public init(_ spec: TrainingSpec) { self.spec = spec }

  /// The graph of `program`, not optimised; throws `IRError` where the train block has no such program, and what
  /// layers and losses throw.
  public func graph(of program: TrainingProgram) throws -> Graph {
    switch program {
    case .discriminatorStep:
      guard case .adversarial(let generator, let discriminator) = spec.networks else {
        throw IRError("the train block `\(spec.name)` has no discriminator")
      }
      return try discriminatorStep(generator, discriminator)
    case .generatorStep:
      switch spec.networks {
      case .adversarial(let generator, let discriminator):
        return try generatorStep(generator, discriminator)
      case .distribution(let generator): return try distributionStep(generator)
      case .supervised: throw IRError("the train block `\(spec.name)` has no generator")
      }
    case .jointStep:
      guard case .adversarial(let generator, let discriminator) = spec.networks else {
        throw IRError("the train block `\(spec.name)` has no discriminator")
      }
      return try jointStep(generator, discriminator)
    case .modelStep:
      guard case .supervised(let model, let target) = spec.networks else {
        throw IRError("the train block `\(spec.name)` has no model")
      }
      return try modelStep(model, target)
    case .generate(let batch): return try generate(batch: batch, view: spec.view)
    case .generateRaw(let batch): return try generate(batch: batch, view: nil)
    case .predict(let batch): return try predict(batch: batch)
    case .apply(let layer, let batch): return try apply(layer, batch: batch)
    case .extract(let extractor, let batch, let classes):
      return try Self.extract(extractor, batch: batch, classes: classes)
    }
  }

  /// A builder for a program with `batch` samples.
  func makeBuilder(_ name: String, batch: Int, mode: ModelBuilder.Mode) -> ModelBuilder {
    ModelBuilder(graph: GraphBuilder(name: name), batch: batch, mode: mode)
  }

  /// Declares the input `name`: one tensor of `shape` a sample.
  func input(_ name: String, shape: [Int], _ builder: ModelBuilder) -> Tensor {
    let value = builder.graph.input(name, TensorType([builder.batch] + shape))
    return Tensor(value: value, shape: shape, isBatched: true)
  }

  /// Declares the latents that `generator` takes.
  func latents(of generator: LayerFunction, _ builder: ModelBuilder) -> [Tensor] {
    generator.inputShapes.enumerated().map { index, shape in
      input(TrainingNames.latent(index), shape: shape, builder)
    }
  }

  /// Writes `layer` on `inputs` under its role's path; the result has the batch as an axis.
  func call(_ layer: LayerFunction, _ inputs: [Tensor], _ builder: ModelBuilder) throws -> Tensor {
    try builder.at([layer.role]) { try builder.batched(layer.build(builder, inputs)) }
  }
}
