import Foundation
import QganSyntax
import Testing

@Suite struct RenderingTests {
  private func render(_ text: String, color: Bool = false) -> String {
    var sources = SourceMap()
    let file = sources.add(path: "a.qgan", text: text)
    return DiagnosticRenderer(sources: sources, color: color).render(parse(file).diagnostics)
  }

  @Test func missingSemicolon() {
    #expect(
      render("qgan 1.0;\nconst int N = 5 // five\n\nconst int M = 6;\n") == """
        error[QG103]: missing `;` after the constant
         --> a.qgan:2:16
          |
        2 | const int N = 5 // five
          |                ^
        help: insert `;`
          |
        2 | const int N = 5; // five
          |                +

        """)
  }

  @Test func secondPlace() {
    #expect(
      render("qgan 1.0;\nconst int N = (1 + 2;\n") == """
        error[QG107]: missing `)`
         --> a.qgan:2:21
          |
        2 | const int N = (1 + 2;
          |                     ^
        note: it would close this `(`
         --> a.qgan:2:15
          |
        2 | const int N = (1 + 2;
          |               -
        help: insert `)` (if that is what you mean)
          |
        2 | const int N = (1 + 2);
          |                     +

        """)
  }

  @Test func tabsAndWideCharactersAlign() {
    let shown = render("qgan 1.0;\n\t/* 量子 é */ const int N = 5 6;\n")
    let lines = shown.split(separator: "\n").map(String.init)
    #expect(lines[1] == " --> a.qgan:2:29")
    // The wide characters take two columns each.
    #expect(lines[3] == "2 |     /* 量子 é */ const int N = 5 6;")
    #expect(lines[4] == "  | " + String(repeating: " ", count: 33) + "^")
  }

  @Test func controlCharactersAreNotPassedOn() {
    let shown = render("qgan 1.0;\nconst string S = \"\u{1B}[31m\u{202E}\u{85}\" \u{7};\n")
    #expect(!shown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(!shown.unicodeScalars.contains("\u{202E}") && !shown.unicodeScalars.contains("\u{85}"))
    #expect(shown.contains("␛[31m"))
  }

  @Test func colourIsOptional() {
    #expect(render("const int N = 5;", color: true).contains("\u{1B}[1;31merror[QG102]\u{1B}[0m"))
    #expect(!render("const int N = 5;").contains("\u{1B}"))
  }

  @Test func longLinesAreCut() {
    let padding = String(repeating: "1 + ", count: 100)
    let shown = render("qgan 1.0;\nconst int N = \(padding)2 3;\n")
    #expect(shown.split(separator: "\n").allSatisfy { $0.count < 140 })
    let lines = shown.split(separator: "\n", omittingEmptySubsequences: false)
    let caret = lines[4].firstIndex(of: "^").map { lines[4].distance(from: lines[4].startIndex, to: $0) } ?? 0
    #expect(Array(lines[3])[caret] == "3")
  }

  @Test func spansOverLines() {
    var sources = SourceMap()
    let file = sources.add(path: "a.qgan", text: "a {\n  b;\n\n  c;\n}\n")
    let range = SourceRange(file: file.id, start: 2, end: file.utf8.count)
    let diagnostic = Diagnostic("QG999", .warning, "text", at: range)
    #expect(
      DiagnosticRenderer(sources: sources).render(diagnostic) == """
        warning[QG999]: text
         --> a.qgan:1:3
          |
        1 | a {
          |   ^
        2 |   b;
          |   ^^
        3 | 
          | ^
        4 |   c;
          |   ^^
        5 | }
          | ^

        """)
  }

  @Test func withoutPlace() {
    let shown = DiagnosticRenderer(sources: SourceMap()).render([Diagnostic("QG999", "text", at: nil)])
    #expect(shown == "error[QG999]: text\n")
  }

  @Test func json() throws {
    var sources = SourceMap()
    let file = sources.add(path: "dir/\"a\".qgan", text: "qgan 1.0;\nconst int N = (é + 2;\n")
    let renderer = DiagnosticRenderer(sources: sources)
    let text = renderer.renderJSON(parse(file).diagnostics)
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
    let objects = try #require(parsed)
    #expect(objects.map { $0["code"] as? String } == ["QG002", "QG107"])
    let last = objects[1]
    #expect(last["severity"] as? String == "error")
    #expect(last["file"] as? String == "dir/\"a\".qgan")
    #expect(
      [last["line"], last["column"], last["endLine"], last["endColumn"]].map { $0 as? Int } == [2, 21, 2, 21])
    let note = try #require((last["notes"] as? [[String: Any]])?.first)
    #expect(note["column"] as? Int == 15 && note["file"] as? String == "dir/\"a\".qgan")
    let fix = try #require((last["fixes"] as? [[String: Any]])?.first)
    let edit = try #require((fix["edits"] as? [[String: Any]])?.first)
    #expect(edit["replacement"] as? String == ")" && edit["line"] as? Int == 2)
    #expect(fix["isSafe"] as? Bool == false)
    #expect(renderer.renderJSON([]) == "[]\n")
    let placeless = renderer.renderJSON([Diagnostic("QG999", "\u{1B}\"\\\n\u{2028}", at: nil)])
    #expect(placeless.contains(#""message": "\u001b\"\\\n\u2028", "file": null"#))
  }

  @Test(arguments: [
    ("vcq", "vqc"), ("denes", "dense"), ("relo", "relu"), ("RELU", "relu"), ("conv2", "conv2d"),
  ])
  func suggestions(name: String, expected: String) {
    #expect(Suggestion.nearest(to: name, in: ["vqc", "dense", "relu", "conv2d", "reshape"]) == expected)
  }

  /// As other libraries call it, written out or shortened.
  @Test(arguments: [
    ("kernel_size", "kernel"), ("pad", "padding"), ("learning_rate", "lr"), ("out", nil), ("p", nil),
    ("output", "output_padding"),
  ])
  func abbreviations(name: String, expected: String?) {
    let known = ["kernel", "padding", "lr", "out_first", "out_second", "output_padding"]
    #expect(Suggestion.nearest(to: name, in: known) == expected)
  }

  @Test func farNamesAreNotSuggested() {
    #expect(Suggestion.nearest(to: "foo", in: ["dense", "relu"]) == nil)
    #expect(Suggestion.nearest(to: "x", in: ["y", "cx"]) == nil)
    #expect(Suggestion.nearest(to: "", in: ["a"]) == nil)
  }
}
