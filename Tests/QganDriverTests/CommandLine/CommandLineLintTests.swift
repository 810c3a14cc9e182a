import Foundation
import QganTooling
import QganTraining
import Testing

/// `qganc lint` as a process.
struct CommandLineLintTests {
  private func example(_ code: String, isBad: Bool = true) throws -> String {
    let rule = try #require(LintRules.named(code))
    return isBad ? rule.bad : rule.good
  }

  @Test func exitCodes() throws {
    let folder = try TemporaryFolder()
    try folder.write("bad.qgan", example("QG301"))
    try folder.write("good.qgan", example("QG301", isBad: false))
    try folder.write("advice.qgan", example("QG306"))
    try folder.write("broken.qgan", "qgan 1.0;\nmodel")
    #expect(try qganc("lint", "good.qgan", in: folder).code == 0)
    let advice = try qganc("lint", "advice.qgan", in: folder)
    #expect(advice.code == 0 && advice.errors.contains("QG306"))
    let bad = try qganc("lint", "good.qgan", "bad.qgan", in: folder)
    #expect(bad.code == 1)
    #expect(bad.errors.contains("warning[QG301]") && bad.errors.contains("2 files: 1 warning"))
    #expect(try qganc("lint", "broken.qgan", in: folder).code == 1)
    #expect(try qganc("lint", "--ignore", "QG301", "bad.qgan", in: folder).code == 0)
    #expect(try qganc("lint", "--select", "zero-gradient", "bad.qgan", in: folder).code == 1)
    for usage in [["lint"], ["lint", "missing.qgan"], ["lint", "--select", "QG9", "bad.qgan"]] {
      #expect(try CommandLineProcess(usage, in: folder).wait().code == 2, "\(usage)")
    }
    let explained = try qganc("lint", "--explain", "zero-gradient", in: folder)
    #expect(explained.code == 0 && explained.text.contains("QG301"))
    #expect(try qganc("explain", "QG301", in: folder).text == explained.text)
  }

  @Test func formats() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.qgan", example("QG301"))
    try folder.write("b.qgan", example("QG323"))
    let json = try qganc("lint", "--format", "json", "a.qgan", "b.qgan", in: folder)
    #expect(json.code == 1)
    let findings = try #require(try json.json().asArray)
    #expect(findings.compactMap { $0["code"]?.asString } == ["QG301", "QG323"])
    #expect(findings.compactMap { $0["file"]?.asString } == ["a.qgan", "b.qgan"])
    let sarif = try qganc("lint", "--format", "sarif", "a.qgan", "b.qgan", in: folder).json()
    #expect(sarif["version"]?.asString == "2.1.0")
    let results = sarif["runs"]?.asArray?.first?["results"]?.asArray ?? []
    #expect(results.compactMap { $0["ruleId"]?.asString } == ["QG301", "QG323"])
    #expect(results.compactMap { $0["level"]?.asString } == ["warning", "warning"])
    let github = try qganc("lint", "--format", "github", "b.qgan", in: folder)
    #expect(github.lines.count == 1 && github.text.hasPrefix("::warning file=b.qgan,line=6,col=3,"))
    try folder.write("clean.qgan", example("QG301", isBad: false))
    #expect(try qganc("lint", "--format", "json", "clean.qgan", in: folder).json().asArray?.isEmpty == true)
    #expect(try qganc("lint", "--format", "github", "clean.qgan", in: folder).output.isEmpty)
  }

  @Test func fixes() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.qgan", example("QG323"))
    let fixed = try qganc("lint", "--fix", "a.qgan", in: folder)
    #expect(fixed.code == 0 && fixed.errors.contains("made 1 change"))
    #expect(try folder.read("a.qgan") == Array(example("QG323", isBad: false).utf8))
    try folder.write("b.qgan", example("QG308"))
    #expect(try qganc("lint", "--fix", "b.qgan", in: folder).code == 1)
    #expect(try folder.read("b.qgan") == Array(example("QG308").utf8))
    #expect(try qganc("lint", "--unsafe-fixes", "b.qgan", in: folder).code == 0)
    #expect(try folder.read("b.qgan") == Array(example("QG308", isBad: false).utf8))
  }

  /// The nearest qgan.toml counts, and mistakes in it have their place.
  @Test func projectFile() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/inner", withIntermediateDirectories: true)
    try folder.write("inner/a.qgan", example("QG301"))
    try folder.write("qgan.toml", "[lint]\nignore = [\"QG301\"]\n")
    #expect(try qganc("lint", "inner/a.qgan", in: folder).code == 0)
    #expect(try qganc("lint", "--select", "QG301", "inner/a.qgan", in: folder).code == 1)
    try folder.write("inner/qgan.toml", "[lint.severity]\nQG301 = \"note\"\n")
    #expect(try qganc("lint", "inner/a.qgan", in: folder).code == 0)
    try folder.write("inner/qgan.toml", "[lint]\nignores = []\n")
    let wrong = try qganc("lint", "inner/a.qgan", in: folder)
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("qgan.toml:2:1") && wrong.errors.contains("`ignores`"))
  }
}
