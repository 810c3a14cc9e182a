import QganTooling
import Testing

/// What the server says about programs.
@Suite struct LanguageServerAnswerTests {
  private let client: EditorClient

  private static let library = """
    qgan 1.0;
    /// CX from every qubit to the next.
    circuit chain() qubit[const n] q { for int i in [0:n - 2] { cx q[i], q[i + 1]; } }
    circuit bell() -> float[2] { qubit[2] q; h q[0]; cx q[0], q[1]; return expval(Z) q; }
    """

  private static let program = """
    qgan 1.0;
    include "lib.qgan" as ent;
    config int LAYERS = 3;
    /// Encodes and *entangles*.
    circuit vqc(const int L, input angle[const n] x, param angle[L, n] w) -> float[n] {
      qubit[n] q;
      ry(x) q;
      for int l in [0:L - 1] { ry(w[l]) q; ent.chain q; }
      return expval(Z) q;
    }
    model Block(const int wide = 4, input float[const c, const h, const w] x) {
      y = x |> conv2d(wide, kernel: 3, padding: 1) |> relu;
      return y;
    }
    model Net(input float[5] z) -> float[2, 4, 4] {
      layer core = vqc(LAYERS);
      h = z |> core |> dense(32);
      h = h |> reshape(2, 4, 4) |> Block(wide: 8) |> Block;
      return h |> conv2d(2, kernel: 1);
    }
    """

  init() throws {
    client = try EditorClient(MemoryHost(["/p/lib.qgan": Self.library]))
    client.open("a.qgan", Self.program)
    #expect(client.codes("a.qgan").isEmpty, "\(client.findings)")
  }

  @Test func hoversTellTypesShapesAndWeights() throws {
    #expect(try client.hover("a.qgan", "LAYERS)").contains("int = 3"))
    let vqc = try client.hover("a.qgan", "vqc(LAYERS)")
    #expect(vqc.contains("circuit vqc(const int L, input angle[const n] x, param angle[L, n] w) -> float[n]"))
    #expect(vqc.contains("Encodes and *entangles*.") && vqc.contains("15 parameters"))
    #expect(try client.hover("a.qgan", "w[l]").contains("float[3, 5]"))
    #expect(try client.hover("a.qgan", "dense").contains("`float[5] -> float[32]`, 192 parameters"))
    #expect(try client.hover("a.qgan", "kernel: 3").contains("Size of the kernel."))
    #expect(try client.hover("a.qgan", "h = h").contains("float[4, 4, 4]"))
    #expect(try client.hover("a.qgan", "h |> reshape").contains("float[32]"))
    // 2 -> 8 and 8 -> 4 channels.
    let convolution = try client.hover("a.qgan", "conv2d(wide")
    #expect(convolution.contains("152 parameters") && convolution.contains("292 parameters"))
    #expect(try client.hover("a.qgan", "|> dense").contains("float[32]"))
    #expect(try client.hover("a.qgan", "chain q").contains("CX from every qubit"))
    #expect(try client.hover("a.qgan", "Net").contains("638 parameters") == false)
    // 15 + 192 + 152 + 292 + 10.
    #expect(try client.hover("a.qgan", "Net").contains("661 parameters"))
  }

  @Test func gatesShowTheirMatrices() throws {
    #expect(try client.hover("a.qgan", "ry(x)").contains("[ cos(theta/2)  -sin(theta/2) ]"))
    client.open("g.qgan", "qgan 1.0;\ngate g(a) q, r { h q; rzz(a) q, r; cp(a) q, r; s r; u3(a, a, a) q; }\n")
    #expect(try client.hover("g.qgan", "h q").contains("[ 1/sqrt(2)  -1/sqrt(2) ]"))
    #expect(try client.hover("g.qgan", "s r").contains("[ 0  i ]"))
    #expect(try client.hover("g.qgan", "rzz").contains("exp(i theta/2)"))
    #expect(try client.hover("g.qgan", "cp").contains("exp(i "))
    #expect(try client.hover("g.qgan", "u3").contains("In the order they act"))
  }

  @Test func definitionsLeadIntoIncludes() throws {
    func target(_ needle: String, _ occurrence: Int = 1) throws -> (uri: String?, text: String?) {
      let answer = try client.request(
        "textDocument/definition", try client.place("a.qgan", needle, occurrence))
      let uri = answer["uri"]?.string
      let name = uri.map { String($0.dropFirst("file:///p/".count)) } ?? ""
      return (uri, client.text(answer["range"], in: name))
    }
    #expect(try target("chain q") == ("file:///p/lib.qgan", "chain"))
    #expect(try target("lib.qgan") == ("file:///p/lib.qgan", ""))
    #expect(try target("vqc(LAYERS)") == ("file:///p/a.qgan", "vqc"))
    #expect(try target("ent.chain") == ("file:///p/a.qgan", "ent"))
    #expect(try target("wide: 8") == ("file:///p/a.qgan", "wide"))
    #expect(try target("dense").uri == nil)
    let core = try client.request("textDocument/definition", try client.place("a.qgan", "core |>"))
    #expect(core["range"]?["start"]?["line"] == 15)
  }

  @Test func libraryFilesAreShownWhereTheHostPutsThem() throws {
    client.host.files["std/e.qgan"] = Self.library
    client.open("s.qgan", "qgan 1.0;\ninclude \"std/e.qgan\";\nconst layer L = bell;\n")
    let answer = try client.request("textDocument/definition", try client.place("s.qgan", "bell"))
    #expect(answer["uri"]?.string == "file:///library/std/e.qgan")
    #expect(
      try client.answer("textDocument/prepareRename", try client.place("s.qgan", "bell"))["error"] != nil)
    #expect(try client.labels("s.qgan", after: "include \"").contains("std/e.qgan"))
  }

  @Test func shapesStandBehindPipes() throws {
    let hints = try client.request("textDocument/inlayHint", client.document("a.qgan")).array ?? []
    let labels = hints.compactMap { $0["label"]?.string }
    #expect(
      labels == [
        // In `Block`, which is used twice.
        "float[8, 4, 4] | float[4, 4, 4]", "float[8, 4, 4] | float[4, 4, 4]",
        "float[5]", "float[32]", "float[2, 4, 4]", "float[8, 4, 4]", "float[4, 4, 4]", "float[2, 4, 4]",
      ])
    let text = Array((client.texts["a.qgan"] ?? "").utf16)
    for hint in hints {
      let offset = try #require(EditorClient.offset(hint["position"], text))
      // Behind a call or a name, never inside one.
      #expect(String(decoding: text[offset...offset], as: UTF16.self).first.map { " ;".contains($0) } == true)
    }
  }

  @Test func outlinesHoldWhatIsDeclared() throws {
    let symbols = try client.request("textDocument/documentSymbol", client.document("a.qgan")).array ?? []
    #expect(symbols.compactMap { $0["name"]?.string } == ["ent", "LAYERS", "vqc", "Block", "Net"])
    let parts = symbols.map { ($0["children"]?.array ?? []).compactMap { $0["name"]?.string } }
    #expect(parts == [[], [], ["L", "x", "w", "q"], ["wide", "x"], ["z", "core"]])
  }

  @Test func includedBuffersCountBeforeTheirFiles() throws {
    client.open("lib.qgan", Self.library.replacing("chain", with: "ring"))
    client.check()
    #expect(client.codes("a.qgan") == ["QG201"])
    client.close("lib.qgan")
    #expect(client.codes("a.qgan").isEmpty)
    client.host.files["/p/lib.qgan"] = nil
    client.notify("workspace/didChangeWatchedFiles", ["changes": [["uri": "file:///p/lib.qgan", "type": 3]]])
    client.check()
    #expect(client.codes("a.qgan").isEmpty == false)
    client.host.files["/p/lib.qgan"] = Self.library
    client.notify("workspace/didChangeWatchedFiles", ["changes": [["uri": "file:///p/lib.qgan", "type": 1]]])
    client.check()
    #expect(client.codes("a.qgan").isEmpty)
  }

  /// What is wrong in a file only because of how another one uses it is shown there, as long as that one is open.
  @Test func findingsInIncludedFilesGoThere() throws {
    client.open("u.qgan", "qgan 1.0;\ninclude \"lib.qgan\";\nconst int n = bell;\n")
    client.host.files["/p/lib.qgan"] = "qgan 1.0;\nconst int bell = none;\n"
    client.notify("workspace/didChangeWatchedFiles", ["changes": [["uri": "file:///p/lib.qgan", "type": 2]]])
    client.check()
    #expect(client.codes("lib.qgan") == ["QG201"])
    client.close("u.qgan")
    client.close("a.qgan")
    #expect(client.codes("lib.qgan").isEmpty)
  }

  @Test func fixesAreOffered() throws {
    client.open("f.qgan", "qgan 1.0;\nconst int a = 3\nconst float b = 2 * π;\n")
    #expect(client.codes("f.qgan").count >= 2)
    var parameters = client.document("f.qgan").object ?? [:]
    parameters["range"] = ["start": ["line": 1, "character": 0], "end": ["line": 1, "character": 15]]
    let one = try client.request("textDocument/codeAction", .object(parameters)).array ?? []
    #expect(one.count == 1)
    let fixed = try client.applying(one[0]["edit"]?["changes"])
    #expect(fixed["f.qgan"]?.contains("const int a = 3;") == true)
    parameters["context"] = ["only": ["source.fixAll"]]
    let all = try client.request("textDocument/codeAction", .object(parameters)).array ?? []
    #expect(all.count == 1)
    let mended = try client.applying(all[0]["edit"]?["changes"])["f.qgan"] ?? ""
    client.open("f2.qgan", mended)
    #expect(client.codes("f2.qgan").isEmpty, "\(mended)")
  }

  @Test func highlightsAreInTheDocumentAlone() throws {
    let answer = try client.request("textDocument/documentHighlight", try client.place("a.qgan", "h = z"))
    let texts = (answer.array ?? []).map { client.text($0["range"], in: "a.qgan") }
    #expect(texts == ["h", "h", "h", "h"])
  }
}
