import ArgumentParser
import Foundation
import QganDriver

/// The process: parses the command line, runs a subcommand, and ends with one of `ExitCode`'s codes.
@main
enum Main {
  static func main() {
    // Writing into a closed pipe (`qganc ... | head`) is an ordinary end, not a signal.
    signal(SIGPIPE, SIG_IGN)
    // A file that grows past its limit is a full disk, with a message.
    signal(SIGXFSZ, SIG_IGN)
    ThreadPolicy.apply()
    do {
      var command = try Qganc.parseAsRoot()
      try command.run()
    } catch let error as DriverError {
      Console.error(error.message, hint: error.hint)
      exit(error.exitCode.rawValue)
    } catch let code as ExitWith {
      exit(code.code.rawValue)
    } catch {
      end(error)
    }
  }

  /// Ends after an error of the command line (2), a request for help (0), or an error that no room translated.
  private static func end(_ error: any Error) -> Never {
    let code = Qganc.exitCode(for: error)
    let text = Qganc.fullMessage(for: error)
    if code == .success {
      do { try Console.data(text) } catch { exit((error as? DriverError)?.exitCode.rawValue ?? 0) }
      exit(0)
    }
    if code == .validationFailure {
      Console.note(text)
      exit(QganDriver.ExitCode.usage.rawValue)
    }
    let translated = DriverError(translating: error)
    Console.error(translated.message, hint: translated.hint)
    exit(translated.exitCode.rawValue)
  }
}

/// Ends the process with a code, everything having been said.
struct ExitWith: Error {
  var code: QganDriver.ExitCode
}
