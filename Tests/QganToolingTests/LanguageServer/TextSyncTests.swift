import Foundation
import QganTestSupport
import Testing

@testable import QganTooling

/// Incremental edits in UTF-16 positions.
@Suite struct TextSyncTests {
  /// Pieces that differ in length between UTF-8, UTF-16 and scalars, and every kind of line end.
  private static let pieces = [
    "qgan 1.0;", "\n", "\r\n", "\r", "x", " // ü", "\u{1F600}", "e\u{301}", "π", "\"", "const int n = 3;", "",
    "{", "|>",
    "\u{FEFF}", "漢字", "/*", "*/", "\u{2028}",
  ]

  @Test(arguments: 0..<6) func editsGiveTheEditorsText(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let client = try EditorClient()
    client.open("a.qgan", "qgan 1.0;\n// \u{1F600} start\r\nmodel M(input float[2] x) { return x; }\n")
    for step in 0..<150 {
      // Where an editor can put its caret: between characters, and never inside a line end.
      let text = try #require(client.texts["a.qgan"])
      var borders: [Int] = [0]
      for character in text.unicodeScalars {
        borders.append(borders[borders.count - 1] + UTF16.width(character))
      }
      let units = Array(text.utf16)
      borders.removeAll { $0 > 0 && $0 < units.count && units[$0 - 1] == 13 && units[$0] == 10 }
      let a = Int.random(in: 0..<borders.count, using: &random)
      let b = min(borders.count - 1, a + Int.random(in: 0...(step % 3 == 0 ? 12 : 2), using: &random))
      client.edit("a.qgan", borders[a]..<borders[b], Self.pieces.randomElement(using: &random) ?? "")
      let kept = client.server.documents[EditorClient.uri("a.qgan")]?.text.utf8
      #expect(kept == Array((client.texts["a.qgan"] ?? "").utf8), "step \(step)")
      if step % 10 == 0 { client.check() }
    }
    // A server that sees the text for the first time finds the same.
    client.check()
    let fresh = try EditorClient()
    fresh.open("a.qgan", client.texts["a.qgan"] ?? "")
    #expect(fresh.findings == client.findings)
  }

  @Test func placesAreCountedInUnitsOfUTF16() throws {
    let client = try EditorClient()
    client.open("a.qgan", "qgan 1.0;\n/* \u{1F600}ü */ const int n = m; /* \u{1F600} */ const int k = o;\n")
    let ranges = client.findings[EditorClient.uri("a.qgan")]?.map { client.text($0["range"], in: "a.qgan") }
    #expect(ranges == ["m", "o"])
    #expect(try client.hover("a.qgan", "k = o").contains("const int k"))
  }

  @Test func aWholeTextReplaces() throws {
    let client = try EditorClient()
    client.open("a.qgan", "nothing")
    #expect(client.codes("a.qgan").isEmpty == false)
    client.notify(
      "textDocument/didChange",
      [
        "textDocument": ["uri": .string(EditorClient.uri("a.qgan")), "version": 9],
        "contentChanges": [["text": "qgan 1.0;\n"]],
      ])
    client.check()
    #expect(client.codes("a.qgan").isEmpty)
  }

  /// What was found out about an older text is not kept.
  @Test func oldTextsAreForgotten() throws {
    let client = try EditorClient()
    client.open(
      "a.qgan",
      "qgan 1.0;\nmodel B(const int n = 2, input float[4] x) { return x |> dense(n) |> dropout(0.5); }\n"
        + "model M(input float[4] x) { layer b = freeze(B(n: 3)); return x |> b |> parallel(2, dense(2)); }\n"
    )
    #expect(client.codes("a.qgan").isEmpty)
    _ = try client.hover("a.qgan", "B(n: 3)")
    weak let scope = client.server.checked(EditorClient.uri("a.qgan")).program.main
    #expect(scope != nil)
    client.edit("a.qgan", 0..<0, "// new\n")
    client.check()
    #expect(scope == nil)
  }
}
