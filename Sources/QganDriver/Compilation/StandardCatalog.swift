import QganIR
import QganLibrary
import QganTraining

extension Catalog {
  /// Everything that ships with qganc: the library's layers and losses, the readers and actions of training.
  public static let standard: Catalog = {
    var catalog = Catalog.library
    catalog.datasets = DatasetReaders.definitions
    catalog.actions = TrainingActions.all
    catalog.extractors = FeatureExtractors.all
    return catalog
  }()
}
