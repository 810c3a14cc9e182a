import Foundation
import QganTooling

/// A language server over the disk: bytes in, bytes out.
public final class LanguageServerSession {
  private let server: LanguageServer
  private var framing = MessageFraming()
  private let lint: BackgroundLint

  /// `wake` is called on another thread when something waits for `takeFindings`.
  public init(host: DiskHost = DiskHost(), wake: @escaping @Sendable () -> Void) {
    lint = BackgroundLint(wake: wake)
    server = LanguageServer(host: host) { text in
      guard let formatting = try? SourceFormatting(path: "", utf8: Array(text.utf8)) else { return nil }
      switch formatting.outcome {
      case .unchanged: return text
      case .changed(let formatted): return formatted
      case .wrong: return nil
      }
    }
  }

  /// What the process ends with, once `exit` has come.
  public var exitCode: Int32? { server.exitCode }

  /// Takes bytes of the client's stream and gives the answers to the messages that they complete.
  public func receive(_ bytes: [UInt8]) -> [UInt8] {
    framing.append(bytes)
    var answers: [UInt8] = []
    while server.exitCode == nil, let frame = framing.next() {
      for message in server.handle(frame) { answers += MessageFraming.framed(message) }
    }
    return answers
  }

  /// Whether documents have changed since the last check.
  public var canCheck: Bool { server.needsCheck }

  /// Checks what has changed and gives the findings; called when nothing more has arrived.
  public func check() -> [UInt8] { server.flush().flatMap(MessageFraming.framed) }

  // MARK: Lint

  /// Whether `startLint` would do something.
  public var canLint: Bool { server.needsLint && !lint.isBusy }

  /// Has the lint rules look at what has changed, on another thread; called when the editor has been quiet for a moment.
  public func startLint() {
    guard canLint else { return }
    lint.start(server.lintSnapshots())
  }

  /// The findings of the rules since the last call, to be sent.
  public func takeFindings() -> [UInt8] {
    lint.take().flatMap { server.linted($0.snapshot, $0.findings, sources: $0.sources) }
      .flatMap(MessageFraming.framed)
  }
}
