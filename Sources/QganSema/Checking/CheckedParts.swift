import QganIR

/// What a check of a program resolved on its way. Its functions keep the elaborator, which therefore does not keep them.
public struct CheckedParts {
  /// Train blocks and variants of the main file, by name.
  public internal(set) var trainings: [String: TrainingSpec] = [:]
  /// Circuits and models of the main file that are complete where they stand, with the names of their inputs; their weights
  /// are named without a prefix.
  public internal(set) var layers: [String: (function: LayerFunction, inputNames: [String])] = [:]

  public init() {}
}
