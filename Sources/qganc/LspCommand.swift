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

  func run() throws {
    let session = LanguageServerSession()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while session.exitCode == nil {
      if !hasInput() { try send(session.flush()) }
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ExitWith(code: .program) }
      try send(session.receive(Array(buffer[..<count])))
    }
    guard session.exitCode == 0 else { throw ExitWith(code: .program) }
  }

  /// Whether bytes wait to be read, or the end of the input.
  private func hasInput() -> Bool {
    var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
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
