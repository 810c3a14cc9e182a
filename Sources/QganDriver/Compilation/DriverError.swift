import QganIR
import QganRuntime
import QganTraining

/// Why a command cannot go on: how the process ends and what the person is told.
public struct DriverError: Error, CustomStringConvertible {
  public var exitCode: ExitCode
  /// One sentence without a full stop; empty where `diagnostics` say it all.
  public var message: String
  /// What to do, if one thing is known to help.
  public var hint: String?

  public init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
    self.exitCode = exitCode
    self.message = message
    self.hint = hint
  }

  public var description: String { message }

  /// What an error of another room means for the process.
  public init(translating error: any Error) {
    switch error {
    case let e as DriverError: self = e
    case let e as NonFiniteError: self.init(.nonFinite, e.description)
    case let e as TrainingError: self.init(ExitCode(rawValue: e.exitCode) ?? .data, e.description)
    case let e as RuntimeError:
      if case .outOfMemory = e {
        self.init(.resources, e.description)
      } else {
        self.init(.data, e.description)
      }
    case let e as IRError: self.init(.program, e.message, hint: e.suggestion)
    default: self.init(.data, "\(error)")
    }
  }
}
