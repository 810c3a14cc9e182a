import OrderedCollections
import QganIR

/// The registry of builtin feature extractors: a new one is a .qgan file of the embedded library, one file here and one
/// line below.
public enum FeatureExtractors {
  /// All extractors, by name.
  public static let all: OrderedDictionary<String, ExtractorDefinition> = {
    let extractors: [ExtractorDefinition] = [.inceptionV3, .lite0, .fashion28]
    return OrderedDictionary(uniqueKeysWithValues: extractors.map { ($0.name, $0) })
  }()
}

extension ParameterSpec {
  /// A weight file.
  static let weightPath = ParameterSpec(
    "path", .string, "The file with the weights, relative to the file that says so.")
}
