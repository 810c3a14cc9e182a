import OrderedCollections

/// Everything that a file can name beyond its own declarations: QganLibrary and QganTraining fill it, QganSema
/// reads it, and the reference pages are printed from it. Gates are in `Gates`.
public struct Catalog: Sendable {
  public var layers: OrderedDictionary<String, LayerDefinition> = [:]
  public var losses: OrderedDictionary<String, LossDefinition> = [:]
  public var optimizers: OrderedDictionary<String, OptimizerDefinition> = [:]
  public var schedules: OrderedDictionary<String, ScheduleDefinition> = [:]
  public var initializers: OrderedDictionary<String, InitializerDefinition> = [:]
  public var latents: OrderedDictionary<String, LatentDefinition> = [:]
  public var augmentations: OrderedDictionary<String, AugmentationDefinition> = [:]
  public var datasets: OrderedDictionary<String, DatasetDefinition> = [:]
  public var actions: OrderedDictionary<String, ActionDefinition> = [:]
  public var extractors: OrderedDictionary<String, ExtractorDefinition> = [:]

  public init() {}
}
