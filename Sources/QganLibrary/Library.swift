import OrderedCollections
import QganIR

/// The builtins of this room. A new one is a file in the folder of its kind and a line here.
public enum Library {
  /// Layers and functions, in the order of the reference page.
  public static let layers: [LayerDefinition] = [
    // Layers with weights.
    Layers.dense,
    Layers.conv2d,
    Layers.convTranspose2d,
    Layers.embedding,
    Layers.batchNorm,
    Layers.layerNorm,
    Layers.instanceNorm,
    Layers.groupNorm,
    Layers.spectralNorm,
    // Sizes of images.
    Layers.upsample,
    Layers.resize,
    Layers.pixelShuffle,
    Layers.averagePool2d,
    Layers.maxPool2d,
    Layers.globalAveragePool,
    Layers.globalMaxPool,
    Layers.adaptiveAveragePool2d,
    // Activations.
    Layers.relu,
    Layers.relu6,
    Layers.leakyRelu,
    Layers.elu,
    Layers.gelu,
    Layers.silu,
    Layers.tanh,
    Layers.sigmoid,
    Layers.softplus,
    Layers.softmax,
    Layers.logSoftmax,
    // Regularisation.
    Layers.dropout,
    Layers.minibatchStddev,
    // Shapes.
    Layers.flatten,
    Layers.reshape,
    Layers.permute,
    Layers.transpose,
    Layers.concat,
    Layers.stack,
    Layers.add,
    // Elementary functions.
    Functions.sin,
    Functions.cos,
    Functions.tan,
    Functions.arcsin,
    Functions.arccos,
    Functions.arctan,
    Functions.sinh,
    Functions.cosh,
    Functions.exp,
    Functions.log,
    Functions.log2,
    Functions.sqrt,
    Functions.square,
    Functions.abs,
    Functions.sign,
    Functions.floor,
    Functions.ceil,
    Functions.round,
    Functions.clamp,
    Functions.maximum,
    Functions.minimum,
    // Functions of whole arrays.
    Functions.sum,
    Functions.mean,
    Functions.max,
    Functions.min,
    Functions.argmax,
    Functions.oneHot,
    Functions.matmul,
    Functions.zeros,
    Functions.ones,
  ]

  /// Losses.
  public static let losses: [LossDefinition] = [
    Losses.bce,
    Losses.lsgan,
    Losses.hinge,
    Losses.wgan,
    Losses.wganGP,
    Losses.crossEntropy,
    Losses.mse,
    Losses.l1,
    Losses.mmd,
    Losses.mmdOutcomes,
  ]

  /// Optimizers.
  public static let optimizers: [OptimizerDefinition] = [
    Optimizers.sgd,
    Optimizers.adam,
    Optimizers.adamw,
    Optimizers.rmsprop,
    Optimizers.adadelta,
  ]

  /// Learning-rate schedules.
  public static let schedules: [ScheduleDefinition] = [
    Schedules.constant,
    Schedules.linear,
    Schedules.cosine,
    Schedules.step,
    Schedules.exponential,
    Schedules.warmup,
  ]

  /// What may stand after `~`.
  public static let initializers: [InitializerDefinition] = [
    Initializers.constant,
    Initializers.zeros,
    Initializers.ones,
    Initializers.uniform,
    Initializers.normal,
    Initializers.xavierUniform,
    Initializers.xavierNormal,
    Initializers.kaimingUniform,
    Initializers.kaimingNormal,
  ]

  /// Distributions of latents.
  public static let latents: [LatentDefinition] = [
    Latents.uniform,
    Latents.normal,
    Latents.npy,
  ]
}

/// Adds every builtin of this room to `catalog`.
public func addLibrary(to catalog: inout Catalog) {
  for definition in Library.layers { catalog.layers[definition.name] = definition }
  for definition in Library.losses { catalog.losses[definition.name] = definition }
  for definition in Library.optimizers { catalog.optimizers[definition.name] = definition }
  for definition in Library.schedules { catalog.schedules[definition.name] = definition }
  for definition in Library.initializers { catalog.initializers[definition.name] = definition }
  for definition in Library.latents { catalog.latents[definition.name] = definition }
}

extension Catalog {
  /// The builtins of QganLibrary alone.
  public static let library: Catalog = {
    var catalog = Catalog()
    addLibrary(to: &catalog)
    return catalog
  }()
}
