import Foundation
import QganDriver
import QganTestSupport
import QganTraining
import Testing

/// `qganc new`: projects that check and train, and nothing overwritten.
struct CommandLineNewTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let hasFashionMNIST =
    ProcessInfo.processInfo.environment["QGAN_DATA"] != nil
    || FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")

  @Test(arguments: ProjectTemplate.allCases) func projects(template: ProjectTemplate) throws {
    let result = try qganc("new", "deep/my-gan", "--template", template.rawValue, in: folder)
    #expect(result.code == 0 && result.output.isEmpty, "\(result.errors)")
    #expect(folder.list("deep/my-gan") == [".gitignore", "README.md", "my-gan.qgan"])
    let page = String(decoding: try folder.read("deep/my-gan/README.md"), as: UTF8.self)
    let commands = page.split(separator: "\n").filter { $0.hasPrefix("qganc ") }
    #expect(commands.count == 3)
    #expect(commands[1].hasPrefix("qganc run my-gan.qgan "))
    #expect(try folder.read("deep/my-gan/my-gan.qgan") == template.program)
  }

  /// The commands of the project's page, at a tiny size, and its variant.
  @Test(
    .enabled(
      if: hasFashionMNIST, "the package dataset-fashion-mnist is not installed; `make setup` installs it"),
    arguments: ProjectTemplate.allCases)
  func projectsTrain(template: ProjectTemplate) throws {
    #expect(try qganc("new", "p", "--template", template.rawValue, in: folder).code == 0)
    let files = [".gitignore", "README.md", "p.qgan"]
    for name in files {
      try FileManager.default.moveItem(atPath: "\(folder.path)/p/\(name)", toPath: "\(folder.path)/\(name)")
    }
    let page = String(decoding: try folder.read("README.md"), as: UTF8.self)
    let lines = page.split(separator: "\n").filter { $0.hasPrefix("qganc ") }
    for line in lines + ["qganc run p.qgan --variant classical"] {
      var arguments = line.prefix { $0 != "#" }.split(separator: " ").dropFirst().map(String.init)
      if arguments.first == "run" {
        arguments += ["--set", "LIMIT=128", "--set", "EPOCHS=1", "--threads", "2"]
      }
      let result = try CommandLineProcess(arguments, in: folder).wait()
      #expect(result.code == 0, "\(line): \(result.errors)")
    }
    let runs = folder.list("runs").filter { !$0.hasPrefix(".") }
    #expect(runs == ["\(template.rawValue)-0001", "\(template.rawValue)-0002"])
    // What the page makes is what version control leaves out.
    let ignored = String(decoding: try folder.read(".gitignore"), as: UTF8.self).split(separator: "\n")
    for name in folder.list("") where !files.contains(name) && !name.hasPrefix(".") && name != "p" {
      #expect(ignored.contains { $0 == name || $0 == name + "/" }, "\(name)")
    }
  }

  @Test func nothingIsOverwritten() throws {
    try folder.write("taken/notes.txt", "mine")
    try folder.write("file", "mine")
    for name in ["taken", "file"] {
      let result = try qganc("new", name, in: folder)
      #expect(result.code == 2 && result.errors.contains("already"), "\(result.errors)")
    }
    #expect(folder.list("taken") == ["notes.txt"])
    #expect(try folder.read("file") == Array("mine".utf8))
    // An empty folder may be there before.
    try FileManager.default.createDirectory(
      atPath: folder.path + "/empty", withIntermediateDirectories: false)
    #expect(try qganc("new", "empty/", in: folder).code == 0)
    #expect(folder.list("empty").count == 3)
  }

  @Test(arguments: ["", "/", "a b", "..", "é", "-x", "x.qgan", String(repeating: "n", count: 65)])
  func badNames(name: String) throws {
    let result = try qganc("new", "--", name, in: folder)
    #expect(result.code == 2 && result.output.isEmpty, "\(result.errors)")
    #expect(folder.list("").allSatisfy { $0.hasPrefix(".") })
  }
}
