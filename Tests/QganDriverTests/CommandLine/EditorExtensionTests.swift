import Foundation
import QganTestSupport
import Testing

/// The extension for VS Code, run by node with a stand-in for the editor and the built `qganc lsp`.
struct EditorExtensionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func theExtensionsOwnTestsPass() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "node", "--test-reporter=tap", Repository.root.path + "/grammar/editors/vscode/test/run.js",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([
      "QGANC": CommandLineProcess.executable, "TMPDIR": folder.path,
    ]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus != 127, "node is missing; scripts/setup.sh installs it")
    #expect(process.terminationStatus == 0, "\(text)")
    // A run that found no test would end well too.
    let passed = text.firstMatch(of: /# pass ([0-9]+)/).flatMap { Int($0.1) }
    #expect(passed.map { $0 > 32 } == true, "\(text.suffix(400))")
  }
}
