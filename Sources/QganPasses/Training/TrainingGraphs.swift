import QganIR

/// Writes the graphs of a train block's programs; `TrainingNames` says what their inputs and outputs are called.
public struct TrainingGraphs {
  /// The train block.
  public let spec: TrainingSpec

  /// Where steps note their gradients in place of updates, if anyone asks.
  var gradientRecord: GradientRecord?

  /// The programs of `spec`.
  public init(_ spec: TrainingSpec) { self.spec = spec }

  /// The graph of `program`, not optimised; throws `IRError` where the train block has no such program, and what
  /// layers and losses throw.
  ///
  /// Of steps, what never changes for a sample is left out: `frozenFeatures` computes it.
  public func graph(of program: TrainingProgram) throws -> Graph {
    switch program {
    case .discriminatorStep, .jointStep, .modelStep: return try frozenData(in: program).step
    case .frozenFeatures:
      for step in spec.stepPrograms {
        if let features = try frozenData(in: step).features { return features }
      }
      throw IRError("the train block `\(spec.name)` has no frozen features")
    default: return try wholeGraph(of: program)
    }
  }

  /// A step taken apart; the whole step if another step of the block would need other features.
  private func frozenData(in program: TrainingProgram) throws -> FrozenData {
    func split(_ program: TrainingProgram) throws -> FrozenData {
      try FrozenData(wholeGraph(of: program), batch: spec.batch, samples: spec.data.description.count)
    }
    let own = try split(program)
    guard let features = own.features else { return own }
    let others = spec.stepPrograms.filter { if case .generatorStep = $0 { false } else { true } }
    guard others.count > 1 else { return own }
    for step in others where try split(step).features != features {
      return FrozenData(whole: try wholeGraph(of: program))
    }
    return own
  }

  /// The graph of `program` with everything that a step computes.
  public func wholeGraph(of program: TrainingProgram) throws -> Graph {
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
    case .frozenFeatures: return try graph(of: program)
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

  /// Declares a batch of data and applies the train block's `augment`.
  func data(_ builder: ModelBuilder) throws -> Tensor {
    let data = input(TrainingNames.data, shape: spec.data.description.shape, builder)
    return try augmented(data, by: spec.augmentations, at: ["augment"], builder)
  }

  /// Applies the train block's `diff_augment` to what enters the discriminator; `use` names the random streams.
  func discriminated(_ images: Tensor, _ use: String, _ builder: ModelBuilder) throws -> Tensor {
    try augmented(images, by: spec.discriminatorAugmentations, at: ["diff_augment", use], builder)
  }

  private func augmented(
    _ images: Tensor, by augmentations: [Augmentation], at path: [String], _ builder: ModelBuilder
  ) throws -> Tensor {
    try builder.at(path) { try augmentations.reduce(images) { try $1.build(builder, $0) } }
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
