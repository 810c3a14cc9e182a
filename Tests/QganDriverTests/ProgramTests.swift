import QganDriver
import QganSema
import QganSyntax
import QganTestSupport
import Testing

/// Every file in Tests/Programs is a test: dropping one there adds it.
///
/// Its first line is `//- check`, with `NAME=expr` for each `--set`, or `//- include` for a file that others include.
/// It has exactly the findings that its `//!` marks expect, and so has every file that it includes.
@Suite struct ProgramTests {
  static let files = Repository.programs(in: "Tests/Programs").filter { directive($0).first != "include" }

  static func directive(_ file: SourceFile) -> [Substring] {
    guard file.line(1).hasPrefix("//- ") else { return [] }
    let text = file.line(1).dropFirst(4)
    return (text.firstRange(of: "//!").map { text[..<$0.lowerBound] } ?? text).split(separator: " ")
  }

  @Test func theCorpusIsThere() {
    #expect(Self.files.count >= 100)
    let strangers = Repository.programs(in: "Tests/Programs").map { Self.directive($0).first }
    #expect(strangers.allSatisfy { $0 == "check" || $0 == "include" })
  }

  @Test(arguments: files.indices)
  func findsWhatTheFileExpects(index: Int) throws {
    let file = Self.files[index]
    let compilation = try Compilation(
      main: SourceText(path: Repository.root.appending(path: file.path).path, utf8: file.utf8),
      provider: DiskSources(),
      settings: .init(assignments: Self.directive(file).dropFirst().map(String.init)))
    let diagnostics = compilation.check()
    // Findings in a `--set` are expected on the first line, where the setting stands.
    let scopes = Set(compilation.program.scopes.map(\.file))
    let main = compilation.program.main.file
    for scope in compilation.program.scopes {
      let source = compilation.sources.files[scope.file]
      let own = diagnostics.compactMap { finding -> Diagnostic? in
        var finding = finding
        if finding.range.map({ !scopes.contains($0.file) }) == true { finding.range = nil }
        return finding.range?.file ?? main == scope.file ? finding : nil
      }
      for difference in Expectations(source).differences(from: own, in: source) {
        Issue.record("\(difference)")
      }
    }
    for d in diagnostics { checkPlaces(of: d, in: compilation.sources) }
  }
}

/// Every place that `diagnostic` names lies in a file.
func checkPlaces(of diagnostic: Diagnostic, in sources: SourceMap) {
  var ranges = diagnostic.range.map { [$0] } ?? []
  ranges += diagnostic.notes.compactMap(\.range)
  ranges += diagnostic.fixes.flatMap { $0.edits.map(\.range) }
  for range in ranges {
    guard let file = sources.file(of: range) else {
      Issue.record("\(diagnostic.code) is in no file")
      continue
    }
    #expect(0 <= range.start && range.start <= range.end && range.end <= file.utf8.count)
  }
}
