import QganIR
import QganSema
import QganSyntax
import Testing

/// Expansion ends at its limit, with one finding, however the statements come about.
@Suite struct ExpansionTests {
  private struct NoFiles: SourceProvider {
    func source(_ path: String, includedFrom includer: String) -> SourceText? { nil }
  }

  private func codes(_ text: String) -> [String] {
    let main = SourceText(path: "main", utf8: Array("qgan 1.0;\n\(text)".utf8))
    let program = ProgramLoader.load(main, provider: NoFiles())
    let elaborator = Elaborator(program: program, catalog: Catalog(), expansionLimit: 2000)
    return Sema.check(elaborator).map(\.code)
  }

  @Test func loops() {
    let head = "circuit c() -> float { qubit q; "
    let tail = "h q; return expval(Z) q; }"
    #expect(codes(head + "for int i in [0:1900] { x q; } " + tail) == ["QG230"])
    #expect(codes(head + "for int i in [0:900] { x q; } " + tail) == [])
    #expect(codes(head + "for int i in [0:99] { for int j in [0:99] { } } " + tail) == ["QG230"])
    #expect(codes(head + "for int i in [0:999] { pow(4) @ h q; } " + tail) == ["QG230"])
    #expect(codes(head + "for int i in [0:2000] { } " + tail) == ["QG230"])
  }

  @Test func subroutinesThatDouble() {
    var text = "circuit s0() qubit q { h q; }\n"
    for i in 1...40 { text += "circuit s\(i)() qubit q { s\(i - 1)() q; s\(i - 1)() q; }\n" }
    text += "circuit c() -> float { qubit q; s40() q; return expval(Z) q; }\n"
    text += "circuit d() -> float { qubit q; s40() q; return expval(Z) q; }"
    #expect(codes(text) == ["QG230"])
  }

  @Test func modelsThatDouble() {
    var text = "model m0(input float x) -> float { return 2 * x; }\n"
    for i in 1...40 {
      text += "model m\(i)(input float x) -> float { return x |> m\(i - 1) |> m\(i - 1); }\n"
    }
    #expect(codes(text) == ["QG230"])
  }

  @Test func instancesInParallel() {
    let text = """
      model f(input float x) -> float { return 2 * x; }
      model m(input float x) -> float[60, 60] { return x |> parallel(60, parallel(60, f)); }
      """
    #expect(codes(text) == ["QG230"])
  }

  @Test func constArrays() {
    #expect(codes("const int[1999] A = [1:1999]; const int[1999] B = A + A + A + A;") == [])
    #expect(codes("const int[1] A = [1:2001];") == ["QG230"])
    let text = "model m() -> float { for int i in [0:99] { const int[1999] A = [1:1999]; } return 1; }"
    #expect(codes(text) == ["QG230"])
  }
}
