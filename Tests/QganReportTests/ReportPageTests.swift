import Foundation
import QganTraining
import Testing

@testable import QganReport

/// The page as a whole: well-formed, self-contained, escaped, the same for the same runs.
@Suite struct ReportPageTests {
  /// Two groups of two seeds and one of one.
  static func study() throws -> RunFixture {
    let fixture = try RunFixture()
    for seed in [1, 2] {
      try fixture.run("hybrid,LIMIT=10,seed=\(seed)", seed: seed, settings: ["LIMIT": "10"]) { _ in
        40 + Double(seed)
      }
      try fixture.run("hybrid,LIMIT=20,seed=\(seed)", seed: seed, settings: ["LIMIT": "20"]) { _ in 10 }
    }
    try fixture.run("classical", target: "classical", seed: 3)
    return fixture
  }

  @Test func wellFormedAndSelfContained() throws {
    let fixture = try Self.study()
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"></svg>"
    let page = ReportPage(try fixture.records()) { _ in [.init(title: "core", svg: svg)] }.html()
    let markup = MarkupChecker(page)
    #expect(markup.problems == [])
    let names = Set(markup.elements.map(\.name))
    #expect(names.isDisjoint(with: ["link", "iframe", "object", "embed", "base"]))
    #expect(markup.values("src").allSatisfy { $0.hasPrefix("data:image/png;base64,") })
    #expect(!markup.values("src").isEmpty)
    #expect(markup.values("href").allSatisfy { $0.hasPrefix("#") })
    #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains(/https?:\/\//))
    #expect(!page.contains("@import") && !page.contains("url(http"))
    #expect(!page.contains(fixture.path))
    // Pictures can be read without seeing them.
    for element in markup.elements where element.name == "img" {
      #expect(element.attributes["alt"]?.isEmpty == false)
    }
    let ids = markup.values("id")
    #expect(Set(ids).count == ids.count)
    for link in markup.values("href") { #expect(ids.contains(String(link.dropFirst()))) }
  }

  @Test func sameRunsSamePage() throws {
    let fixture = try Self.study()
    let first = ReportPage(try fixture.records()).html()
    #expect(first == ReportPage(try fixture.records()).html())
    try fixture.run("one more", seed: 9)
    #expect(first != ReportPage(try fixture.records()).html())
  }

  @Test func hostileNames() throws {
    let fixture = try RunFixture()
    let name = "<script>alert(1)<\u{2044}script>'\"&<img src=x onerror=alert(2)>"
    try fixture.run(
      name, block: "</title><script>", target: "</style>\"><b>", seed: 1, settings: ["<i>": "</table>"])
    try fixture.write("\(name)/evaluations.jsonl", "{\"<u>\": \"</td>\"}\n")
    let page = ReportPage(try fixture.records()).html()
    let markup = MarkupChecker(page)
    #expect(markup.problems == [])
    let names = markup.elements.map(\.name)
    #expect(names.filter { $0 == "script" }.count == 1)
    for injected in ["b", "i", "u"] { #expect(!names.contains(injected)) }
    #expect(markup.text.contains("&lt;script&gt;alert(1)"))
    #expect(!markup.elements.contains { $0.attributes["onerror"] != nil })
  }

  /// Runs with something missing are listed with what it is.
  @Test func damagedRuns() throws {
    let fixture = try Self.study()
    try fixture.write("broken/config.json", "{\"block\": ")
    try fixture.run("half", seed: 4)
    try FileManager.default.removeItem(atPath: fixture.path + "/half/status.json")
    try fixture.write(
      "half/metrics.jsonl", "{\"step\":1,\"epoch\":0,\"loss.generator\":2}\nrubbish\n{\"step\":2,\"ep")
    try fixture.write("half/samples/step-000001.png", "no picture")
    let records = try fixture.records()
    #expect(records.filter { !$0.isReadable }.map(\.name) == ["broken"])
    let page = ReportPage(records).html()
    #expect(MarkupChecker(page).problems == [])
    for part in [
      "broken", "config.json is damaged", "status.json is missing", "line 2 is not a line of metrics",
    ] {
      #expect(page.contains(part))
    }
    #expect(page.contains("1 could not be read"))
  }

  /// Scores that were measured in different ways are told apart.
  @Test func measurementsAreTold() throws {
    let fixture = try RunFixture()
    func line(_ samples: Int) -> String {
      "{\"step\":1,\"values\":{\"kid\":0.5},\"metrics\":[{\"name\":\"kid\",\"samples\":\(samples)}],\"real\":{\"sha256\":\"abc\"}}\n"
    }
    for seed in [1, 2] {
      try fixture.run("a\(seed)", seed: seed)
      try fixture.write("a\(seed)/evaluations.jsonl", line(64) + line(500))
    }
    let same = ReportPage(try fixture.records()).html()
    #expect(same.contains("metrics.kid.samples") && same.contains("real.sha256") && same.contains(">500<"))
    #expect(!same.contains("There are 2 ways") && !same.contains(">64<"))
    try fixture.write("a2/evaluations.jsonl", line(64))
    #expect(ReportPage(try fixture.records()).html().contains("There are 2 ways"))
  }

  @Test func nothingToShow() {
    let page = ReportPage([]).html()
    #expect(MarkupChecker(page).problems == [])
  }

  @Test func pathsAreCut() {
    #expect(HTML.withoutPaths("npy(path: \"/home/me/x.npy\")") == "npy(path: \"…/x.npy\")")
    #expect(HTML.withoutPaths("a/b and 1/2") == "a/b and 1/2")
    #expect(HTML.withoutPaths("/secret/place/file.csv: damaged") == "…/file.csv: damaged")
  }

  @Test func timesAreCivil() {
    #expect(HTML.time(0) == "1970-01-01 00:00 UTC")
    #expect(HTML.time(951_782_400) == "2000-02-29 00:00 UTC")
    #expect(HTML.time(-1) == "1969-12-31 23:59 UTC")
  }
}
