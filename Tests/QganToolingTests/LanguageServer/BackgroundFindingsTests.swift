import QganSyntax
import QganTestSupport
import Testing

@testable import QganTooling

/// Findings of lint rules in the server: they arrive late, and move along with edits.
@Suite struct BackgroundFindingsTests {
  private static let text = "qgan 1.0;\nconst int first = 1;\nconst int second = 2;\nconst int third = 3;\n"

  private func finding(_ name: String, in text: String, fixes: [Diagnostic.Fix] = []) throws -> Diagnostic {
    let range = try #require(text.range(of: name))
    let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
    return Diagnostic(
      "QG382", .warning, "`\(name)` is not used",
      at: SourceRange(file: 0, start: start, end: start + name.utf8.count), fixes: fixes)
  }

  private func take(_ client: EditorClient, _ snapshot: DocumentSnapshot, _ findings: [Diagnostic]) -> Bool {
    let messages = client.server.linted(snapshot, findings, sources: SourceMap())
    for message in messages { client.take(message) }
    return !messages.isEmpty
  }

  @Test func findingsMoveWithTheTextAndGoWithIt() throws {
    let client = try EditorClient()
    client.open("a.qgan", Self.text)
    let snapshot = try #require(client.server.lintSnapshots().first)
    #expect(!client.server.needsLint)
    let named = try ["first", "second", "third"].map { try finding($0, in: Self.text) }
    #expect(take(client, snapshot, named))
    #expect(client.codes("a.qgan") == ["QG382", "QG382", "QG382"])
    #expect(client.findings[EditorClient.uri("a.qgan")]?[0]["tags"] == [1])

    // Longer before, shorter inside of, and behind.
    client.edit("a.qgan", 0..<0, "// \u{1F600}\n")
    let text = try #require(client.texts["a.qgan"])
    let second = Array(text.utf16).count - "second = 2;\nconst int third = 3;\n".utf16.count
    client.edit("a.qgan", second + 2..<second + 3, "")
    client.check()
    let places = client.findings[EditorClient.uri("a.qgan")]?.map { client.text($0["range"], in: "a.qgan") }
    #expect(places == ["first", "third"])
    #expect(client.server.needsLint)
  }

  @Test func whatIsOlderThanTheTextIsDropped() throws {
    let client = try EditorClient()
    client.open("a.qgan", Self.text)
    let snapshot = try #require(client.server.lintSnapshots().first)
    client.edit("a.qgan", 0..<0, "// new\n")
    #expect(!take(client, snapshot, [try finding("first", in: Self.text)]))
    client.close("a.qgan")
    #expect(!take(client, snapshot, [try finding("first", in: Self.text)]))
    #expect(!client.server.needsLint)
  }

  @Test func includesAreLintedAnew() throws {
    let client = try EditorClient()
    client.open("a.qgan", "qgan 1.0;\ninclude \"b.qgan\";\n")
    client.open("b.qgan", Self.text)
    #expect(client.server.lintSnapshots().map(\.main.path) == ["/p/a.qgan", "/p/b.qgan"])
    client.edit("b.qgan", 0..<0, "\n")
    client.check()
    #expect(
      client.server.lintSnapshots().map(\.uri) == [EditorClient.uri("a.qgan"), EditorClient.uri("b.qgan")])
    client.edit("a.qgan", 0..<0, "\n")
    #expect(client.server.lintSnapshots().map(\.uri) == [EditorClient.uri("a.qgan")])
  }

  @Test func settingsAreReadAnew() throws {
    let client = try EditorClient()
    client.open("a.qgan", Self.text)
    #expect(client.server.lintSnapshots().count == 1)
    for (name, isLinted) in [("other.toml", false), ("qgan.toml", true)] {
      client.notify(
        "workspace/didChangeWatchedFiles",
        ["changes": [["uri": .string(EditorClient.uri(name)), "type": 2]]])
      #expect(client.server.needsLint == isLinted)
    }
  }

  /// A finding can be fixed or allowed; a second allowance joins the first.
  @Test func fixesAndAllowancesAreOffered() throws {
    let client = try EditorClient()
    var text = Self.text
    client.open("a.qgan", text)
    func titles() throws -> [(String, JSON?)] {
      (try client.request("textDocument/codeAction", client.line(2, of: "a.qgan")).array ?? []).map {
        ($0["title"]?.string ?? "", $0["edit"]?["changes"])
      }
    }
    let start = try #require(try finding("second", in: text).range).start
    let removal = Diagnostic.Fix(
      "remove it",
      edits: [.init(range: SourceRange(file: 0, start: start - 10, end: start + 12), replacement: "")])
    var snapshot = try #require(client.server.lintSnapshots().first)
    #expect(take(client, snapshot, [try finding("second", in: text, fixes: [removal])]))
    let offered = try titles()
    #expect(offered.map(\.0) == ["remove it", "allow QG382 (unused-declaration) here"])
    #expect(
      try client.applying(offered[0].1)["a.qgan"]
        == "qgan 1.0;\nconst int first = 1;\nconst int third = 3;\n")
    text = try #require(try client.applying(offered[1].1)["a.qgan"])
    #expect(
      text
        == "qgan 1.0;\nconst int first = 1;\n// qgan:allow(QG382)\nconst int second = 2;\nconst int third = 3;\n"
    )

    client.close("a.qgan")
    client.open("a.qgan", text.replacing("QG382", with: "QG385"))
    snapshot = try #require(client.server.lintSnapshots().first)
    #expect(take(client, snapshot, [try finding("second", in: text)]))
    let second = try client.request("textDocument/codeAction", client.line(3, of: "a.qgan"))
    let joined = try client.applying(second[0]?["edit"]?["changes"])["a.qgan"]
    #expect(joined?.contains("\n// qgan:allow(QG385, QG382)\nconst int second") == true)
  }
}
