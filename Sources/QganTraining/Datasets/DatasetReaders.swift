import OrderedCollections
import QganIR

/// The registry of builtin dataset readers: a new one is one file and one line here.
public enum DatasetReaders {
  /// All readers, by name.
  public static let all: OrderedDictionary<String, DatasetReader> = {
    let readers: [DatasetReader] = [
      .fashionMNIST, .idx, .cifar10, .imageFolder, .npy, .npz, .csv, .barsAndStripes,
    ]
    return OrderedDictionary(uniqueKeysWithValues: readers.map { ($0.name, $0) })
  }()

  /// Their signatures, for `Catalog.datasets`.
  public static var definitions: OrderedDictionary<String, DatasetDefinition> { all.mapValues(\.definition) }
}
