import Foundation
import QganTraining
import Testing

/// `qganc report` on runs that `qganc run` made.
struct CommandLineReportTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("tiny.qgan", CommandLinePrograms.tiny)
    for seed in ["1", "2"] {
      #expect(try qganc("run", "tiny.qgan", "--set", "seed=\(seed)", in: folder).code == 0)
    }
  }

  @Test func pageOfAFolderOfRuns() throws {
    let result = try qganc("report", "runs", "-o", "r.html", in: folder)
    #expect(result.code == 0 && result.errors == "wrote r.html: 2 runs\n")
    let page = String(decoding: try folder.read("r.html"), as: UTF8.self)
    #expect(page.contains("2 runs in 1 group"))
    #expect(page.contains("loss.generator") && page.contains("data:image/png;base64,"))
    #expect(!page.contains(folder.path))
    #expect(try qganc("report", "runs", "-o", "s.html", in: folder).code == 0)
    #expect(try folder.read("r.html") == folder.read("s.html"))
    let all = try qganc("report", "runs", "-o", "-", "--all-grids", in: folder)
    #expect(all.text.count > page.count)
  }

  @Test func table() throws {
    let result = try qganc("report", "runs/tiny-0001", "runs/tiny-0002", "--format", "json", in: folder)
    let groups = try result.json().asArray
    #expect(groups?.count == 1)
    #expect(groups?[0]["metrics"]?["loss.generator"]?["final"]?["runs"] == .integer(2))
  }

  @Test func nothingToRead() throws {
    #expect(try qganc("report", "nowhere", in: folder).code == 3)
    try folder.write("empty/note.txt", "")
    #expect(try qganc("report", "empty", in: folder).code == 3)
    try folder.write("bad/config.json", "{")
    let bad = try qganc("report", "bad", "-o", "r.html", in: folder)
    #expect(bad.code == 3 && bad.errors.contains("no run can be read"))
    // One that can be read is enough, and the other is told.
    let mixed = try qganc("report", "bad", "runs", "-o", "r.html", in: folder)
    #expect(mixed.code == 0 && mixed.errors.contains("warning: bad: config.json is damaged"))
    #expect(try qganc("report", in: folder).code == 2)
  }
}
