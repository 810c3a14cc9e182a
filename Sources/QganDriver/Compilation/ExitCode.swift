/// How a qganc process ends; docs/reference/exit-codes.md has the same table.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done.
  case success = 0
  /// Errors or findings in the program.
  case program = 1
  /// The command line is wrong.
  case usage = 2
  /// Bad data, weights, checkpoints or values.
  case data = 3
  /// Not enough memory or disk.
  case resources = 4
  /// A loss or tensor became NaN or infinite.
  case nonFinite = 5
  /// Interrupted; a checkpoint was written.
  case interrupted = 130

  /// One line for the table.
  public var summary: String {
    switch self {
    case .success: "done"
    case .program: "errors or findings in the program"
    case .usage: "the command line is wrong"
    case .data: "bad data, weights, checkpoints or values"
    case .resources: "not enough memory or disk"
    case .nonFinite: "a loss or tensor became NaN or infinite"
    case .interrupted: "interrupted; a checkpoint was written"
    }
  }
}
