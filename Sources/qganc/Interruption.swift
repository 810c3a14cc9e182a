import Dispatch
import Foundation
import QganDriver
import QganTraining

/// Turns Ctrl-C into a wish to stop after the step; a second one ends the process at once.
final class Interruption {
  let flag = InterruptFlag()
  private var sources: [any DispatchSourceSignal] = []
  private var parentWatch: (any DispatchSourceTimer)?

  init() {
    let parent = ProcessInfo.processInfo.environment[SweepRunner.parentVariable].flatMap { pid_t($0) }
    // A terminal's Ctrl-C reaches the sweep and its points; only the sweep answers, and tells them once.
    if let parent {
      signal(SIGINT, SIG_IGN)
      watch(parent)
    }
    for number in parent == nil ? [SIGINT, SIGTERM] : [SIGTERM] {
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

  /// Sets the flag when the process `parent` no longer is this one's.
  private func watch(_ parent: pid_t) {
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [flag] in if getppid() != parent { flag.set() } }
    timer.resume()
    parentWatch = timer
  }
}
