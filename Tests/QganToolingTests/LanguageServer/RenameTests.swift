import QganSyntax
import QganTestSupport
import Testing

@testable import QganTooling

/// Renaming changes every place of a name and nothing else.
@Suite struct RenameTests {
  private static let programs =
    Repository.programs(in: "grammar/tests/valid") + Repository.programs(in: "circuits")
    + Repository.programs(in: "Tests/Programs/right")

  /// Each name of each program, renamed to one that nothing has: the findings stay the same, and renaming back gives the
  /// text that was.
  @Test(arguments: programs.indices) func renamingKeepsTheProgram(number: Int) throws {
    let file = Self.programs[number]
    let client = try EditorClient()
    client.open("a.qgan", file.text)
    let before = client.codes("a.qgan").sorted()
    let index = client.server.checked(EditorClient.uri("a.qgan")).index
    let units = Array(file.text.utf16)
    let lines = TextLines(file.utf8)
    var renamed = 0
    for (i, symbol) in index.symbols.enumerated() where symbol.definition.file == 0 {
      // A few of each file keep the test short; other files take others.
      guard (i + number) % 3 == 0 else { continue }
      // A second one of that name nearby, as in two loops, would keep it from being named so again.
      guard index.symbols.count(where: { $0.name == symbol.name }) == 1 else { continue }
      let place: JSON = [
        "textDocument": ["uri": "file:///p/a.qgan"],
        "position": lines.position(of: symbol.definition.start).json,
      ]
      var parameters = place.object ?? [:]
      parameters["newName"] = "renamed_thing"
      let answer = try client.answer("textDocument/rename", .object(parameters))
      // Instances that strings name are left alone.
      if answer["error"]?["message"]?.string?.contains("may name an instance") == true { continue }
      let changes = try #require(answer["result"]?["changes"], "\(symbol.name): \(answer)")
      let text = try #require(try client.applying(changes)["a.qgan"])
      let other = try EditorClient()
      other.open("a.qgan", text)
      #expect(
        other.codes("a.qgan").sorted() == before, "\(file.path): \(symbol.kind) \(symbol.name)\n\(text)")
      parameters["newName"] = .string(symbol.name)
      let start = try #require(EditorClient.offset(place["position"], units))
      let shift = try shiftBefore(start, changes, units)
      parameters["position"] = EditorClient.position(start + shift, Array(text.utf16))
      let back = try other.answer("textDocument/rename", .object(parameters))
      #expect(
        try other.applying(back["result"]?["changes"])["a.qgan"] == file.text,
        "\(file.path): \(symbol.name) \(back)")
      renamed += 1
    }
    #expect(renamed > 0 || index.symbols.count < 8)
  }

  /// How far the edits in front of `offset` move what stands there.
  private func shiftBefore(_ offset: Int, _ changes: JSON, _ units: [UInt16]) throws -> Int {
    var shift = 0
    for edit in changes["file:///p/a.qgan"]?.array ?? [] {
      let start = try #require(EditorClient.offset(edit["range"]?["start"], units))
      let end = try #require(EditorClient.offset(edit["range"]?["end"], units))
      if end <= offset { shift += (edit["newText"]?.string ?? "").utf16.count - (end - start) }
    }
    return shift
  }

  @Test func renamesReachOtherFiles() throws {
    let host = MemoryHost([
      "/p/lib.qgan":
        "qgan 1.0;\nmodel B(const int wide = 3, input float[const n] x) { return x |> dense(wide); }\n",
      "/p/closed.qgan":
        "qgan 1.0;\ninclude \"lib.qgan\";\nmodel M(input float[2] x) { return x |> B(wide: 5); }\n",
      "/p/other.qgan": "qgan 1.0;\nmodel B(input float[2] x) { return x; }\n",
    ])
    let client = try EditorClient(host)
    client.open("lib.qgan", host.files["/p/lib.qgan"] ?? "")
    client.open(
      "a.qgan", "qgan 1.0;\ninclude \"lib.qgan\" as l;\nmodel M(input float[2] x) { return x |> l.B; }\n")
    var parameters = try client.place("lib.qgan", "B(").object ?? [:]
    parameters["newName"] = "Block"
    let changes = try client.request("textDocument/rename", .object(parameters))["changes"]
    #expect(
      changes?.object?.keys.sorted() == ["file:///p/a.qgan", "file:///p/closed.qgan", "file:///p/lib.qgan"])
    let texts = try client.applying(changes)
    #expect(texts["a.qgan"]?.contains("x |> l.Block;") == true)
    #expect(texts["closed.qgan"]?.contains("x |> Block(wide: 5);") == true)
    parameters = try client.place("lib.qgan", "wide").object ?? [:]
    parameters["newName"] = "units"
    let labels = try client.request("textDocument/rename", .object(parameters))["changes"]
    #expect(try client.applying(labels)["closed.qgan"]?.contains("B(units: 5)") == true)
    let references =
      try client.request("textDocument/references", try client.place("a.qgan", "B;")).array ?? []
    #expect(references.count == 3)
  }

  @Test func whatStringsNameIsNotRenamed() throws {
    let client = try EditorClient()
    client.open(
      "a.qgan",
      "qgan 1.0;\nmodel M(input float[4] x) {\n  layer first = dense(4);\n  layer second = dense(3);\n  return x |> first |> second;\n}\n"
        + "const layer T = cut(M, after: \"first\");\n")
    for (name, isRenamed) in [("first", false), ("second", true)] {
      var parameters = try client.place("a.qgan", name).object ?? [:]
      parameters["newName"] = "other"
      let answer = try client.answer("textDocument/rename", .object(parameters))
      #expect((answer["error"] == nil) == isRenamed, "\(answer)")
      if !isRenamed { #expect(answer["error"]?["message"]?.string?.contains("line 7") == true) }
    }
  }

  @Test func wrongNamesAreRefused() throws {
    let client = try EditorClient()
    client.open("a.qgan", "qgan 1.0;\nconst int n = 3;\nmodel M(input float[n] x) { y = x; return y; }\n")
    var parameters = try client.place("a.qgan", "y = x").object ?? [:]
    for name in ["for", "1a", "", "a b", "x", "n", "M", "π", " y2", "a.b", "// c"] {
      parameters["newName"] = .string(name)
      #expect(try client.answer("textDocument/rename", .object(parameters))["error"] != nil, "\(name)")
    }
    parameters["newName"] = "z"
    #expect(try client.answer("textDocument/rename", .object(parameters))["error"] == nil)
    for needle in ["float", "return", "= 3"] {
      #expect(
        try client.answer("textDocument/prepareRename", try client.place("a.qgan", needle))["error"] != nil)
    }
  }
}
