import QganIR
import QganSema
import QganSyntax
import QganTraining

extension Compilation {
  /// A metric that compares two sets of pictures, from a call such as `kid(subsets: 50)`; `nil` after errors.
  ///
  /// Throws `DriverError` for actions that are no such metric.
  func metric(_ text: String) throws -> DatasetEvaluator.Request? {
    guard let (definition, arguments) = action(text) else { return nil }
    guard let metric = Metrics.all[definition.name], metric.signature.needsFeatures else {
      throw DriverError(.usage, "`\(definition.name)` does not compare pictures through features")
    }
    return DatasetEvaluator.Request(metric: metric, arguments: arguments)
  }
}
