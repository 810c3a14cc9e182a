/// A program that a trainer runs: what it asks the compiler for.
public enum TrainingProgram {
  /// One update of the discriminator.
  case discriminatorStep
  /// One update of the generator, against the discriminator or (a generator alone) against the data.
  case generatorStep
  /// Both, one after the other, on the same latents: what the generator makes of them is computed once.
  case jointStep
  /// One update of a model.
  case modelStep
  /// `batch` samples from latents: the generator in evaluation mode with averaged weights, then `view`.
  case generate(batch: Int)
  /// As `generate`, without `view`.
  case generateRaw(batch: Int)
  /// The output of a model for `batch` samples, in evaluation mode with averaged weights.
  case predict(batch: Int)
  /// A layer on `batch` samples, in evaluation mode.
  case apply(LayerFunction, batch: Int)
  /// What steps make of a batch of data that never changes, such as the features of a frozen backbone: an output for
  /// each of their inputs `TrainingNames.frozenFeature(k)`.
  case frozenFeatures
  /// Features of `batch` samples that are ready for the extractor, and their class logits if `classes` are wanted.
  case extract(FeatureExtractor, batch: Int, classes: Bool)
}

/// The names of tensors on which the writers of training programs and the trainer agree.
public enum TrainingNames {
  /// Input: a batch of data.
  public static let data = "data"
  /// Input: the labels of that batch, as reals.
  public static let label = "label"
  /// Input in place of the data, or beside them: feature number `index`, from 0, of a batch of data, computed once.
  public static func frozenFeature(_ index: Int) -> String { "data.feature.\(index)" }
  /// Output of programs that evaluate.
  public static let output = "output"
  /// Output of feature extractors: class logits.
  public static let logits = "logits"

  /// Input: the batch of latents number `index`, from 0.
  public static func latent(_ index: Int) -> String { index == 0 ? "latent" : "latent_\(index + 1)" }

  /// Input: the scalar `name` of the optimizer of `role`, different at each step.
  public static func scalar(_ name: String, of role: String) -> String { "optimizer.\(role).\(name)" }

  /// Output: the loss of the network `role`.
  public static func loss(_ role: String) -> String { "loss.\(role)" }

  /// Output: the 2-norm of all gradients of the network `role`, before clipping.
  public static func gradientNorm(_ role: String) -> String { "gradient.\(role)" }

  /// Variable: the moving average of `weight`.
  public static func average(of weight: String) -> String { averagePrefix + weight }

  /// What the names of moving averages start with.
  public static let averagePrefix = "ema/"

  /// Variable: the optimizer's tensor `state` for `weight`.
  public static func optimizerState(_ state: String, of weight: String) -> String {
    "optimizer/\(weight).\(state)"
  }
}
