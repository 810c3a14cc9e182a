import QganIR
import QganLibrary
import QganTestSupport
import Testing

@testable import QganTooling

/// What is offered at the caret, in texts as they are while one types.
@Suite struct CompletionTests {
  private func labels(_ text: String) throws -> [String] {
    // The caret stands at the bar.
    let client = try EditorClient(
      MemoryHost(["/p/lib.qgan": "qgan 1.0;\ngate pair q, r { cx q, r; }\nconst int K = 2;\n"]))
    let parts = text.split(separator: "‸", omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    client.open("a.qgan", parts.joined())
    let units = Array(parts[0].utf16)
    let place: JSON = [
      "textDocument": ["uri": "file:///p/a.qgan"],
      "position": EditorClient.position(units.count, Array(parts.joined().utf16)),
    ]
    return (try client.request("textDocument/completion", place)["items"]?.array ?? [])
      .compactMap { $0["label"]?.string }
  }

  private func expect(_ text: String, has: [String], hasNot: [String] = []) throws {
    let found = try labels(text)
    for label in has { #expect(found.contains(label), "\(label) is not offered in \(text)") }
    for label in hasNot { #expect(!found.contains(label), "\(label) is offered in \(text)") }
  }

  @Test func layersFollowPipes() throws {
    let head =
      "qgan 1.0;\nmodel B(input float[const n] x) { return x; }\nmodel M(input float[4] x) -> float[2] {\n"
    try expect(
      head + "  return x |> ‸", has: ["dense", "B", "freeze"], hasNot: ["cx", "return", "pi", "adam"])
    try expect(head + "  y = x |> dense(2) |> re‸;\n return y;\n}", has: ["relu", "reshape"], hasNot: ["cx"])
  }

  @Test func labelsFollowParentheses() throws {
    let head = "qgan 1.0;\nmodel B(const int wide = 3, input float[const n] x) { return x; }\n"
    try expect(
      head + "model M(input float[1, 4, 4] x) {\n  return x |> conv2d(3, kernel: 1, ‸",
      has: ["padding:", "x", "pi"],
      hasNot: ["kernel:", "units:"])
    try expect(head + "model M(input float[4] x) {\n  return x |> B(‸", has: ["wide:"])
    try expect(
      head + "model M(input float[4] x) {\n  return x |> cut(x, ‸", has: ["after:"], hasNot: ["from:"])
  }

  @Test func gatesBeginStatementsOfCircuits() throws {
    let head =
      "qgan 1.0;\ninclude \"lib.qgan\" as l;\ncircuit c(input angle[2] x) -> float[2] {\n  qubit[2] q;\n"
    try expect(head + "  ‸", has: ["ry", "cx", "qubit", "return", "for"], hasNot: ["dense", "layer"])
    try expect(head + "  ctrl @ ‸", has: ["ry"], hasNot: ["return"])
    try expect(head + "  l.‸", has: ["pair", "K"], hasNot: ["ry"])
    try expect(head + "  ry(x) ‸", has: ["q"])
    try expect(head + "  return expval(‸", has: ["X", "Z"], hasNot: ["q"])
    try expect(head + "  ry(‸", has: ["x", "pi", "sin"])
  }

  @Test func keysBeginProperties() throws {
    try expect(
      "qgan 1.0;\ntrain t {\n  loss: bce;\n  ‸\n}", has: ["generator", "epochs", "every"],
      hasNot: ["loss", "source"])
    try expect("qgan 1.0;\ndataset d {\n  ‸", has: ["source", "limit"], hasNot: ["epochs"])
    try expect("qgan 1.0;\ntrain t {\n  optimizer: ‸", has: ["adam", "sgd"], hasNot: ["bce"])
    try expect("qgan 1.0;\ntrain t {\n  loss: ‸;\n}", has: ["bce"], hasNot: ["adam"])
    try expect("qgan 1.0;\nmodel G(input float[2] z) { return z; }\ntrain t {\n  generator: ‸", has: ["G"])
    try expect("qgan 1.0;\ntrain t {\n  optimizer: adam(‸", has: ["lr:", "betas:"])
  }

  @Test func declarationsBeginFiles() throws {
    try expect("qgan 1.0;\n‸", has: ["circuit", "model", "train"], hasNot: ["dense", "return"])
    try expect("‸", has: ["qgan 1.0;"])
    try expect("qgan 1.0;\ninclude \"‸\";\n", has: [], hasNot: ["circuit"])
    try expect("qgan 1.0;\nmodel M(param float[2] w ~ ‸", has: ["normal", "constant"])
  }

  /// The whole path is replaced, wherever the caret stands in it.
  @Test(arguments: ["\"‸\";", "\"li‸\" as l;", "\"li‸b.qg\";", "\"l‸"])
  func pathsAreReplacedAsAWhole(path: String) throws {
    let client = try EditorClient(
      MemoryHost(["/p/lib.qgan": "qgan 1.0;\n", "/p/sub/lib2.qgan": "", "std/gates.qgan": ""]))
    let parts = "qgan 1.0;\ninclude \(path)\n".split(separator: "‸", omittingEmptySubsequences: false)
    client.open("a.qgan", parts.joined())
    let position = EditorClient.position(parts[0].utf16.count, Array(parts.joined().utf16))
    let items = try client.request(
      "textDocument/completion", ["textDocument": ["uri": "file:///p/a.qgan"], "position": position])["items"]
    let own = try #require(items?.array?.first { $0["label"] == "lib.qgan" })
    #expect(items?.array?.contains { $0["label"] == "std/gates.qgan" } == path.hasPrefix("\"‸"))
    #expect(items?.array?.contains { $0["label"] == "a.qgan" } == false)
    let edit = try #require(own["textEdit"])
    let text = try client.applying(["file:///p/a.qgan": [edit]])["a.qgan"]
    #expect(text?.hasPrefix("qgan 1.0;\ninclude \"lib.qgan") == true)
    #expect(text?.contains("lib.qganl") == false && text?.contains("qganb") == false)
  }

  @Test func nothingIsOfferedInComments() throws {
    for text in ["qgan 1.0; // ‸", "qgan 1.0;\n/* ‸ */", "qgan 1.0;\n/// a ‸\nconst int n = 1;", "qgan 1.‸"] {
      #expect(try labels(text).isEmpty, "\(text)")
    }
  }

  /// Every place of every program, whole and cut off there, gives an answer; and what follows a pipe is offered there.
  @Test func everyPlaceOfTheCorpusAnswers() throws {
    var layersSeen = 0
    for file in Repository.programs(in: "grammar/tests/valid")
      + Repository.programs(in: "grammar/tests/invalid")
    {
      let lexed = CheckedProgram(
        path: "/p/a.qgan", utf8: file.utf8, buffers: [:], host: MemoryHost()
      ).lexed
      for offset in stride(from: 0, through: file.utf8.count, by: 3) {
        _ = CompletionContext(lexed, at: offset)
      }
      for (i, token) in lexed.tokens.enumerated().dropLast() where token.kind == .pipe {
        let next = lexed.tokens[i + 1]
        guard Catalog.library.layers[lexed.text(of: next)] != nil else { continue }
        #expect(CompletionContext(lexed, at: next.start).place == .layer, "\(file.path) at \(next.start)")
        #expect(CompletionContext(lexed, at: next.end).place == .layer, "\(file.path) at \(next.end)")
        layersSeen += 1
      }
    }
    #expect(layersSeen > 100)
  }
}
