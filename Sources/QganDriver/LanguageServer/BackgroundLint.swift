import Foundation
import QganSema
import QganSyntax
import QganTooling
import Synchronization

/// Lints documents on a thread of its own.
final class BackgroundLint: Sendable {
  /// What was found in a document.
  struct Result: Sendable {
    var snapshot: DocumentSnapshot
    var findings: [Diagnostic]
    var sources: SourceMap
  }

  private struct State {
    var isBusy = false
    var results: [Result] = []
  }

  /// Networks are expanded by recursion, as on the main thread.
  private static let stackSize = 16 << 20

  private let state = Mutex(State())
  private let wake: @Sendable () -> Void

  /// `wake` is called on the thread when a result is there, and when the thread is done.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Whether documents are being linted.
  var isBusy: Bool { state.withLock { $0.isBusy } }

  /// Lints the documents, unless others are being linted.
  func start(_ snapshots: [DocumentSnapshot]) {
    let isFree = state.withLock { state in
      defer { state.isBusy = true }
      return !state.isBusy
    }
    guard isFree else { return }
    let thread = Thread { [self] in
      // Answers come before findings that nobody waits for.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      for snapshot in snapshots {
        let result = Self.lint(snapshot)
        state.withLock { $0.results.append(result) }
        wake()
      }
      state.withLock { $0.isBusy = false }
      wake()
    }
    thread.stackSize = Self.stackSize
    thread.start()
  }

  /// Gives what has been found since the last call.
  func take() -> [Result] {
    state.withLock { state in
      defer { state.results = [] }
      return state.results
    }
  }

  /// The findings of the rules, with the settings of the document's project; none where the program does not compile.
  private static func lint(_ snapshot: DocumentSnapshot) -> Result {
    var result = Result(snapshot: snapshot, findings: [], sources: SourceMap())
    do {
      let project = try Project(of: snapshot.main.path)
      let sources = snapshot.sources(over: DiskSources()) { DiskSources.resolve($0, includedFrom: $1) }
      let report = try Lint(settings: project.settings).report(snapshot.main, provider: sources)
      result.findings = report.ruleFindings
      result.sources = report.sources
      if let wrong = project.diagnostics.first {
        let message = "\(ProjectFile.name) is not used as it is written: \(wrong.message)"
        result.findings.append(Diagnostic(wrong.code, .warning, message, at: nil))
      }
    } catch {
      // What cannot be read or is too large has been reported by the check of the document.
    }
    return result
  }
}
