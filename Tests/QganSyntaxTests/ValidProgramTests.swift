import QganSyntax
import QganTestSupport
import Testing

@Suite struct ValidProgramTests {
  @Test(arguments: ["grammar/tests/valid", "examples", "circuits"])
  func parseWithoutFindings(folder: String) {
    for file in Repository.programs(in: folder) {
      let parsed = parse(file)
      for d in parsed.diagnostics {
        let place = d.range.map { file.position(of: $0.start) }
        Issue.record("\(file.path):\(place?.line ?? 0):\(place?.column ?? 0): \(d.code) \(d.message)")
      }
    }
  }

  @Test func theCorpusIsThere() {
    #expect(Repository.programs(in: "grammar/tests/valid").count >= 10)
  }
}
