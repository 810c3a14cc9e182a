import QganSyntax
import QganTestSupport
import Testing

@testable import QganTooling

/// Colours that an editor can lay over the text.
@Suite struct SemanticTokensTests {
  /// The tokens of a document, as text and type.
  private func tokens(_ text: String) throws -> [(text: String, type: String, modifiers: Int)] {
    let client = try EditorClient()
    client.open("a.qgan", text)
    let data =
      (try client.request("textDocument/semanticTokens/full", client.document("a.qgan"))["data"]?.array ?? [])
      .compactMap(\.int)
    try #require(data.count % 5 == 0)
    var (line, character) = (0, 0)
    var result: [(String, String, Int)] = []
    let units = Array(text.utf16)
    var starts = [0]
    for (i, unit) in units.enumerated() where unit == 10 { starts.append(i + 1) }
    var end = 0
    for i in stride(from: 0, to: data.count, by: 5) {
      (line, character) = data[i] == 0 ? (line, character + data[i + 1]) : (line + data[i], data[i + 1])
      let start = starts[line] + character
      // Nothing overlaps, and nothing leaves its line.
      #expect(start >= end && data[i + 2] > 0)
      end = start + data[i + 2]
      try #require(end <= units.count)
      let piece = String(decoding: units[start..<end], as: UTF16.self)
      #expect(!piece.contains("\n"))
      result.append((piece, SemanticTokens.types[data[i + 3]], data[i + 4]))
    }
    return result
  }

  @Test func namesAreToldApart() throws {
    let found = try tokens(
      """
      qgan 1.0;
      /* two
         lines \u{1F600} */ const int n = 3;
      /// Doc.
      circuit c(input angle[n] x) -> float[n] { qubit[n] q; ry(x) q; return expval(Z) q; }
      model M(input float[n] x) { layer l = c; return x |> l |> dense(2, bias: false) |> relu; }
      """)
    func types(_ text: String) -> Set<String> { Set(found.filter { $0.text == text }.map(\.type)) }
    #expect(types("n") == ["variable"] && types("c") == ["function"] && types("M") == ["class"])
    #expect(types("x") == ["parameter"] && types("l") == ["method"] && types("q") == ["variable"])
    #expect(types("dense") == ["function"] && types("bias") == ["parameter"] && types("Z") == ["enumMember"])
    #expect(types("float") == ["type"] && types("return") == ["keyword"] && types("|>") == ["operator"])
    #expect(types("/* two") == ["comment"] && types("   lines \u{1F600} */") == ["comment"])
    #expect(types("/// Doc.") == ["comment"])
  }

  @Test func corpusHasNoOverlaps() throws {
    for file in Repository.programs(in: "grammar/tests/valid")
      + Repository.programs(in: "grammar/tests/invalid")
    {
      // Lone carriage returns end lines of the protocol, not of this test.
      guard !file.text.contains("\r"), !file.text.contains("\u{FFFD}") else { continue }
      #expect(try !tokens(file.text).isEmpty || file.utf8.count < 20, "\(file.path)")
    }
  }
}
