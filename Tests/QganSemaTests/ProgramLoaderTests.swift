import QganSema
import QganSyntax
import Testing

@Suite struct ProgramLoaderTests {
  private struct Files: SourceProvider {
    var files: [String: String]

    func source(_ path: String, includedFrom includer: String) -> SourceText? {
      files[path].map { SourceText(path: path, utf8: Array("qgan 1.0;\n\($0)".utf8)) }
    }
  }

  private func load(_ files: [String: String]) -> Program {
    let main = SourceText(path: "main", utf8: Array("qgan 1.0;\n\(files["main"] ?? "")".utf8))
    return ProgramLoader.load(main, provider: Files(files: files))
  }

  @Test func filesAreReadOnce() {
    let program = load([
      "main": "include \"a\" as a; include \"b\" as b; include \"a\" as again;",
      "a": "include \"b\" as b;", "b": "const int N = 3;",
    ])
    #expect(program.scopes.map(\.path) == ["main", "a", "b"])
    #expect(program.diagnostics.isEmpty)
  }

  @Test func syntaxErrorsOfIncludesAreFound() {
    let program = load(["main": "include \"a\";", "a": "const int = 3;"])
    #expect(program.hasErrors)
    #expect(program.diagnostics.allSatisfy { $0.range?.file == 1 })
  }

  @Test func namesOfTrainBlocksAndVariants() {
    let program = load([
      "main": """
      include "a";
      train t { } train u { }
      variant v of t { seed = 1; }
      variant w of v { seed = 2; epochs = 3; }
      variant circle of circle { }
      variant nothing of nobody { }
      """,
      "a": "train hidden { }",
    ])
    #expect(program.trainNames == ["t", "u"])
    #expect(program.variantNames == ["v", "w", "circle", "nothing"])
    #expect(program.variant("t")?.settings.isEmpty == true)
    #expect(program.variant("w")?.train == "t")
    // The weaker settings come first.
    #expect(program.variant("w")?.settings.map(\.name) == ["seed", "seed", "epochs"])
    #expect(program.variant("circle") == nil)
    #expect(program.variant("nothing") == nil)
    #expect(program.variant("hidden") == nil)
  }
}
