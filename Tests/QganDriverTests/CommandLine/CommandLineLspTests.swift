import Foundation
import QganDriver
import QganSyntax
import QganTestSupport
import QganTooling
import Testing

/// `qganc lsp` as an editor uses it: a process, pipes, framed messages.
struct CommandLineLspTests {
  private let folder: TemporaryFolder
  private let server: LanguageServerProcess
  private let uri: String

  private static let program = """
    qgan 1.0;
    include "std/entanglers.qgan" as ent;
    // \u{1F600}
    circuit vqc(const int L, input angle[const n] x, param angle[L, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:L - 1] { ry(w[l]) q; ent.ring(1) q; }
      return expval(Z) q;
    }
    model Net(input float[5] z) -> float[2] { return z |> vqc(3) |> dense(2); }

    """

  init() throws {
    folder = try TemporaryFolder()
    server = try LanguageServerProcess(in: folder)
    uri = "file://\(folder.path)/a.qgan"
    let answer = try server.request(
      "initialize", ["capabilities": [:], "rootUri": .string("file://" + folder.path)])
    #expect(answer["result"]?["serverInfo"]?["name"]?.string == "qganc")
    try server.notify("initialized", [:])
  }

  private func open(_ text: String, version: Int = 1) throws {
    try server.notify(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": .string(uri), "languageId": "qgan", "version": .int(version), "text": .string(text),
        ]
      ])
  }

  private func edit(_ version: Int, _ changes: [(line: Int, from: Int, to: Int, text: String)]) throws {
    try server.notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(uri), "version": .int(version)],
        "contentChanges": .array(
          changes.map { change in
            [
              "range": [
                "start": ["line": .int(change.line), "character": .int(change.from)],
                "end": ["line": .int(change.line), "character": .int(change.to)],
              ], "text": .string(change.text),
            ]
          }),
      ])
  }

  private func at(_ line: Int, _ character: Int) -> JSON {
    ["textDocument": ["uri": .string(uri)], "position": ["line": .int(line), "character": .int(character)]]
  }

  /// Codes of the compiler's findings; those of lint rules come when they are ready.
  private func codes(_ findings: [JSON]) -> [String] {
    findings.compactMap { $0["code"]?.string }.filter { !$0.hasPrefix("QG3") }
  }

  @Test func aSessionOfEdits() throws {
    try open(Self.program)
    #expect(try server.findings(of: uri, version: 1).isEmpty)
    let hover = try server.request("textDocument/hover", at(9, 56))["result"]?["contents"]?["value"]?.string
    #expect(hover?.contains("15 parameters") == true, "\(hover ?? "nothing")")

    // Two edits in one message, the second in the text that the first leaves.
    try edit(2, [(2, 3, 5, "ab\nconst int k = 1;"), (10, 64, 69, "dense3")])
    #expect(try codes(server.findings(of: uri, version: 2)) == ["QG201"])
    try edit(3, [(10, 64, 70, "dense")])
    #expect(try codes(server.findings(of: uri, version: 3)).isEmpty)

    // Edits that make no sense change nothing that can be seen, or as much as they can.
    try edit(4, [(10_000, 5, 3, ""), (-3, -1, -1, "")])
    #expect(try codes(server.findings(of: uri, version: 4)).isEmpty)
    try server.notify(
      "textDocument/didChange", ["textDocument": ["uri": .string(uri)], "contentChanges": [["range": 3]]])
    try server.notify("textDocument/didChange", ["contentChanges": "x"])
    try edit(5, [(5, 0, 500, "  qubit[n] q")])
    #expect(try codes(server.findings(of: uri, version: 5)) == ["QG103"])
    let fixes = try server.request(
      "textDocument/codeAction",
      [
        "textDocument": ["uri": .string(uri)],
        "range": ["start": ["line": 5, "character": 0], "end": ["line": 5, "character": 12]],
        "context": ["diagnostics": []],
      ])["result"]?.array
    #expect(fixes?.first?["edit"]?["changes"]?[uri]?[0]?["newText"]?.string == ";")

    #expect(try server.request("shutdown", .null)["result"] == .null)
    try server.notify("exit", .null)
    #expect(server.exitCode() == 0)
  }

  /// Lint findings come by themselves, move along with edits, can be fixed and allowed, and heed qgan.toml.
  @Test func lintFindingsComeLater() throws {
    try folder.write("qgan.toml", "[lint]\nignore = [\"missing-documentation\"]\n")
    try open(
      "qgan 1.0;\ncircuit c(input angle x) -> float {\n  qubit q;\n  ry(x) q;\n  h q; h q;\n  return expval(Z) q;\n}\n"
    )
    let finding = try server.finding(of: uri) { $0["code"] == "QG324" }
    #expect(finding["source"] == "qganc" && finding["severity"] == 2)
    #expect(finding["range"]?["start"]?["line"] == 4)

    // Before the rules have looked again.
    try edit(2, [(1, 0, 0, "// A comment.\n")])
    #expect(try server.findings(of: uri, version: 2).first?["range"]?["start"]?["line"] == 5)

    let actions =
      try server.request(
        "textDocument/codeAction",
        [
          "textDocument": ["uri": .string(uri)],
          "range": ["start": ["line": 5, "character": 0], "end": ["line": 5, "character": 9]],
          "context": ["diagnostics": []],
        ])["result"]?.array ?? []
    #expect(actions.contains { $0["isPreferred"] == true })
    let allowance = actions.first { $0["title"]?.string?.hasPrefix("allow QG324") == true }
    #expect(
      allowance?["edit"]?["changes"]?[uri]?[0]?["newText"]?.string == "  // qgan:allow(QG324)\n")
    try edit(3, [(5, 0, 0, "  // qgan:allow(QG324)\n")])
    #expect(try server.findings(of: uri, version: 3).count == 1)
    // The allowance is seen, so that nothing is left.
    while try !server.findings(of: uri, version: 3).isEmpty {}

    #expect(try server.request("shutdown", .null)["result"] == .null)
    try server.notify("exit", .null)
    #expect(server.exitCode() == 0)
  }

  /// Documents are formatted as `qganc fmt` formats files, and left alone where their syntax is wrong.
  @Test func formattingIsThatOfTheCommand() throws {
    let untidy = "qgan 1.0;\nmodel M(input float[2] x)   { return x|>relu ; }\n"
    try folder.write("untidy.qgan", untidy)
    #expect(try qganc("fmt", "untidy.qgan", in: folder).code == 0)
    let tidy = String(decoding: try folder.read("untidy.qgan"), as: UTF8.self)
    #expect(tidy != untidy)
    try open(untidy)
    let parameters: JSON = [
      "textDocument": ["uri": .string(uri)], "options": ["tabSize": 2, "insertSpaces": true],
    ]
    let edits = try server.request("textDocument/formatting", parameters)["result"]?.array
    #expect(edits?.count == 1 && edits?.first?["newText"]?.string == tidy)
    try edit(2, [(1, 0, 5, "")])
    #expect(try server.request("textDocument/formatting", parameters)["error"]?["code"]?.int == -32803)
  }

  @Test func definitionsOfTheLibraryAreFilesOnDisk() throws {
    try open(Self.program)
    let answer = try server.request("textDocument/definition", at(6, 44))["result"]
    let target = try #require(answer?["uri"]?.string)
    let path = try #require(URL(string: target)?.path)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text == (try Repository.text(of: "circuits/entanglers.qgan")))
    let line = try #require(answer?["range"]?["start"]?["line"]?.int)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false)[line].contains("circuit ring("))
  }

  /// Damaged messages are answered with errors, and the session goes on.
  @Test func damagedMessages() throws {
    try server.send(Array("Content-Length: 8\r\n\r\nnonsense".utf8))
    #expect(try server.read()["error"]?["code"]?.int == -32700)
    try server.send(Array("Length: 3\r\n\r\n".utf8))
    #expect(try server.read()["error"]?["code"]?.int == -32700)
    #expect(try server.request("no/such", [:])["error"]?["code"]?.int == -32601)
    try open("qgan 1.0;\nconst int n = m;\n")
    #expect(try codes(server.findings(of: uri, version: 1)) == ["QG201"])
    try server.notify("exit", .null)
    #expect(server.exitCode() == 1)
  }

  @Test func theEndOfTheInputEndsIt() throws {
    try open(Self.program)
    try server.close()
    #expect(server.exitCode() == 1)
  }
}

/// The server finds what `qganc compile` finds.
struct LanguageServerAgreementTests {
  @Test(arguments: [
    "Tests/Programs/right", "Tests/Programs/wrong", "examples", "circuits", "grammar/tests/invalid",
  ])
  func findingsAreThoseOfTheCompiler(folder: String) throws {
    for file in Repository.programs(in: folder) {
      // Messages are Unicode: other bytes cannot arrive.
      guard String(validating: file.utf8, as: UTF8.self) != nil else { continue }
      let path = Repository.root.path + "/" + file.path
      let compilation = try Compilation(path: path)
      let expected = compilation.check().map { diagnostic in
        let start =
          diagnostic.range.flatMap { compilation.sources.file(of: $0)?.position(of: $0.start).line } ?? 1
        return "\(diagnostic.code) \(start)"
      }
      let server = LanguageServer(host: DiskHost(cache: NSTemporaryDirectory()))
      _ = server.handle(["id": 1, "method": "initialize"])
      let uri = "file://" + path
      _ = server.handle([
        "method": "textDocument/didOpen",
        "params": ["textDocument": ["uri": .string(uri), "version": 1, "text": .string(file.text)]],
      ])
      let found = server.flush().flatMap { $0["params"]?["diagnostics"]?.array ?? [] }.map { finding in
        "\(finding["code"]?.string ?? "") \((finding["range"]?["start"]?["line"]?.int ?? -1) + 1)"
      }
      // Lone carriage returns end lines of the protocol only.
      guard !file.text.contains("\r") else { continue }
      #expect(found.sorted() == expected.sorted(), "\(file.path)")
    }
  }
}
