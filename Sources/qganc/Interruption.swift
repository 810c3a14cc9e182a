import Dispatch
import Foundation
import QganDriver
import QganTraining

/// Turns Ctrl-C into a wish to stop after the step; a second one ends the process at once.
final class Interruption {
  let flag = InterruptFlag()
  private var sources: [any DispatchSourceSignal] = []

  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler { [flag] in
        if flag.isSet { _exit(QganDriver.ExitCode.interrupted.rawValue) }
        flag.set()
        Console.message("\nstopping after this step and writing a checkpoint; again to stop at once\n")
      }
      source.resume()
      sources.append(source)
    }
  }
}
