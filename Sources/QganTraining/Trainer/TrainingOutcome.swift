/// How a run ended that did not fail.
public enum TrainingOutcome: Hashable, Sendable {
  /// All `step` steps are done.
  case finished(step: Int)
  /// The interrupt flag was set; a checkpoint after `step` steps is there to go on from.
  case interrupted(step: Int)

  /// The process's exit code: 0, or 130 as for a process that Ctrl-C ended.
  public var exitCode: Int32 {
    switch self {
    case .finished: 0
    case .interrupted: 130
    }
  }
}
