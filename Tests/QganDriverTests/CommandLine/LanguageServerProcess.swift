import Foundation
import QganTooling
import Testing

/// A started `qganc lsp` and a client that speaks the protocol with it over pipes.
final class LanguageServerProcess {
  private let process = Process()
  private let toServer = Pipe()
  private let fromServer = Pipe()
  private var framing = MessageFraming()
  private var lastID = 0
  /// Findings by address, as last published.
  private(set) var findings: [String: [JSON]] = [:]

  init(in folder: TemporaryFolder) throws {
    process.executableURL = URL(fileURLWithPath: CommandLineProcess.executable)
    process.arguments = ["lsp", "--stdio"]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    var variables = ProcessInfo.processInfo.environment
    variables["XDG_CACHE_HOME"] = folder.path + "/cache"
    process.environment = variables
    process.standardInput = toServer
    process.standardOutput = fromServer
    try process.run()
  }

  deinit { if process.isRunning { process.terminate() } }

  /// Sends bytes as they are.
  func send(_ bytes: [UInt8]) throws { try toServer.fileHandleForWriting.write(contentsOf: Data(bytes)) }

  func notify(_ method: String, _ parameters: JSON) throws {
    try send(MessageFraming.framed(["jsonrpc": "2.0", "method": .string(method), "params": parameters]))
  }

  /// The answer to a request; what is published meanwhile is kept.
  func request(_ method: String, _ parameters: JSON) throws -> JSON {
    lastID += 1
    try send(
      MessageFraming.framed([
        "jsonrpc": "2.0", "id": .int(lastID), "method": .string(method), "params": parameters,
      ]))
    while true {
      let message = try read()
      if message["id"] == .int(lastID) { return message }
    }
  }

  /// Waits until the findings of `uri` at `version` are published.
  func findings(of uri: String, version: Int) throws -> [JSON] {
    while true {
      let message = try read()
      if message["params"]?["uri"]?.string == uri, message["params"]?["version"]?.int == version {
        return findings[uri] ?? []
      }
    }
  }

  /// Waits until a finding of `uri` fulfils `condition`.
  func finding(of uri: String, where condition: (JSON) -> Bool) throws -> JSON {
    while true {
      if let found = findings[uri]?.first(where: condition) { return found }
      _ = try read()
    }
  }

  /// The next message of the server; an error at the end of its output.
  func read() throws -> JSON {
    while true {
      if let frame = framing.next() {
        guard case .message(let bytes) = frame else { throw Ended(reason: "\(frame)") }
        let message = try #require(JSON(utf8: bytes))
        if message["method"]?.string == "textDocument/publishDiagnostics",
          let uri = message["params"]?["uri"]?.string
        {
          findings[uri] = message["params"]?["diagnostics"]?.array ?? []
        }
        return message
      }
      let data = fromServer.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Ended(reason: "the server ended its output") }
      framing.append(data)
    }
  }

  struct Ended: Error { var reason: String }

  /// Ends the server's input.
  func close() throws { try toServer.fileHandleForWriting.close() }

  /// Waits for the end, and ends what takes longer than a minute.
  func exitCode() -> Int32 {
    let start = ContinuousClock.now
    while process.isRunning {
      if ContinuousClock.now - start > .seconds(60) {
        Issue.record("qganc lsp does not end")
        process.terminate()
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
    return process.terminationStatus
  }
}
