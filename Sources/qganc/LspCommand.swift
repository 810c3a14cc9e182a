import ArgumentParser
import Foundation
import QganDriver

/// `qganc lsp`: the language server over standard input and output.
struct LspCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp", abstract: "Serve editors over standard input and output (Language Server Protocol).",
    discussion: """
      An editor starts it and speaks to it; there is nothing to see in a terminal. docs/editors.md says how to set up
      VS Code, Neovim, Helix and Emacs.

      It ends with 0 after `shutdown` and `exit`, and with 1 after `exit` alone or the end of its input.
      """)

  @Flag(name: .customLong("stdio"), help: "What is done anyway; editors like to say so.")
  var usesStandardStreams = false

  /// How long nothing comes before what has changed is checked, so that a request behind an edit need not wait for that, in
  /// milliseconds.
  private static let checkPause: Int32 = 20
  /// How long an editor is quiet before lint rules look at what has changed, in milliseconds.
  private static let lintPause: Int32 = 200

  func run() throws {
    let wake = try WakePipe()
    let session = LanguageServerSession { wake.signal() }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while session.exitCode == nil {
      while try !hasInput(wake, timeout: pause(session)) {
        if session.canCheck { try send(session.check()) } else { session.startLint() }
      }
      if wake.clear() { try send(session.takeFindings()) }
      guard try hasInput(nil, timeout: 0) else { continue }
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ExitWith(code: .program) }
      try send(session.receive(Array(buffer[..<count])))
    }
    guard session.exitCode == 0 else { throw ExitWith(code: .program) }
  }

  /// How long to wait for input before doing something else; for ever where there is nothing to do.
  private func pause(_ session: LanguageServerSession) -> Int32 {
    session.canCheck ? Self.checkPause : session.canLint ? Self.lintPause : -1
  }

  /// Whether bytes wait to be read, or the end of the input, or `wake` was signalled; waits for it `timeout` milliseconds.
  private func hasInput(_ wake: WakePipe?, timeout: Int32) throws -> Bool {
    var descriptors = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
    if let wake { descriptors.append(pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0)) }
    let count = poll(&descriptors, nfds_t(descriptors.count), timeout)
    // An interrupted wait is looked at again.
    if count < 0, errno != EINTR { throw ExitWith(code: .program) }
    return count > 0
  }

  private func send(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty else { return }
    do {
      try OutputFile.write(bytes, descriptor: STDOUT_FILENO, name: "standard output")
    } catch is OutputFile.ClosedPipe {
      throw ExitWith(code: .success)
    }
  }
}

/// A pipe that wakes a thread which waits for input.
private final class WakePipe: Sendable {
  /// Readable after `signal`, until `clear`.
  let reading: Int32
  private let writing: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ExitWith(code: .program) }
    (reading, writing) = (ends[0], ends[1])
    // A full pipe wakes as well as one more byte would.
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  func signal() { _ = write(writing, [0], 1) }

  /// Whether there was a signal since the last time.
  func clear() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 64)
    var isSignalled = false
    while read(reading, &bytes, bytes.count) > 0 { isSignalled = true }
    return isSignalled
  }
}
