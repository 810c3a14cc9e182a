import ArgumentParser
import Foundation
import QganDriver

/// The process: parses the command line, runs the command, and ends with one of `ExitCode`'s codes.
@main
enum Main {
  static func main() {
    // Writing into a closed pipe (`qganc-bench | head`) is an ordinary end, not a signal.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try BenchCommand.parseAsRoot()
      try command.run()
    } catch is OutputFile.ClosedPipe {
      exit(0)
    } catch let failure as BenchCommand.Failure {
      exit(failure.code.rawValue)
    } catch {
      end(error)
    }
  }

  private static func end(_ error: any Error) -> Never {
    let code = BenchCommand.exitCode(for: error)
    if code == .success {
      try? Console.data(BenchCommand.fullMessage(for: error))
      exit(0)
    }
    if code == .validationFailure {
      Console.note(BenchCommand.fullMessage(for: error))
      exit(QganDriver.ExitCode.usage.rawValue)
    }
    let translated = DriverError(translating: error)
    Console.error(translated)
    exit(translated.exitCode.rawValue)
  }
}
