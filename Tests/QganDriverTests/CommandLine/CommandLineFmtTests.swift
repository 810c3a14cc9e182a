import Foundation
import QganTestSupport
import Testing

/// `qganc fmt`: what is written and printed, and the exit codes.
struct CommandLineFmtTests {
  private let folder: TemporaryFolder

  private static let untidy = "qgan 1.0;\nconst int N=3;   // three\n\n\n\nconst int M = 4;"
  private static let tidy = "qgan 1.0;\nconst int N = 3;  // three\n\nconst int M = 4;\n"
  private static let wrong = "qgan 1.0;\nconst int N = ;\n"

  init() throws { folder = try TemporaryFolder() }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test func filesAndFolders() throws {
    try folder.write("a.qgan", Self.untidy)
    try folder.write("b/c.qgan", Self.untidy)
    try folder.write("b/d.qgan", Self.tidy)
    try folder.write("b/notes.txt", Self.untidy)
    try folder.write("b/.hidden/e.qgan", Self.untidy)
    // What a run folder keeps is a record.
    try folder.write("b/run/config.json", "{}")
    try folder.write("b/run/sources/f.qgan", Self.untidy)
    let result = try qganc("fmt", "a.qgan", "b", "b/c.qgan", in: folder)
    #expect(result.code == 0 && result.output.isEmpty)
    #expect(result.errors == "formatted a.qgan\nformatted b/c.qgan\n")
    for name in ["a.qgan", "b/c.qgan", "b/d.qgan"] { #expect(try text(name) == Self.tidy) }
    for name in ["b/notes.txt", "b/.hidden/e.qgan", "b/run/sources/f.qgan"] {
      #expect(try text(name) == Self.untidy)
    }
    let again = try qganc("fmt", "a.qgan", "b", in: folder)
    #expect(again.code == 0 && again.output.isEmpty && again.errors.isEmpty)
  }

  /// What does not change is not written, and what does keeps its permissions and stays behind its link.
  @Test func writesOnlyChanges() throws {
    let manager = FileManager.default
    try folder.write("same.qgan", Self.tidy)
    try folder.write("real.qgan", Self.untidy)
    try manager.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path + "/real.qgan")
    try manager.createSymbolicLink(atPath: folder.path + "/link.qgan", withDestinationPath: "real.qgan")
    let past = Date(timeIntervalSince1970: 1_000_000)
    try manager.setAttributes([.modificationDate: past], ofItemAtPath: folder.path + "/same.qgan")
    #expect(try qganc("fmt", "same.qgan", "link.qgan", in: folder).code == 0)
    let same = try manager.attributesOfItem(atPath: folder.path + "/same.qgan")
    #expect(same[.modificationDate] as? Date == past)
    let real = try manager.attributesOfItem(atPath: folder.path + "/real.qgan")
    #expect((real[.posixPermissions] as? NSNumber)?.intValue == 0o640)
    #expect(try text("real.qgan") == Self.tidy)
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.path + "/link.qgan") == "real.qgan")
    #expect(folder.list("").allSatisfy { !$0.hasSuffix(".incomplete") })
  }

  @Test func check() throws {
    try folder.write("a.qgan", Self.untidy)
    try folder.write("b.qgan", Self.tidy)
    let result = try qganc("fmt", "--check", ".", in: folder)
    #expect(result.code == 1 && result.text == "./a.qgan\n")
    #expect(try text("a.qgan") == Self.untidy)
    #expect(try qganc("fmt", "--check", "b.qgan", in: folder).code == 0)
    #expect(try qganc("fmt", "--check", "-", in: folder, input: Self.untidy).code == 1)
    #expect(try qganc("fmt", "--check", "-", in: folder, input: Self.tidy).code == 0)
  }

  @Test func diff() throws {
    try folder.write("a.qgan", Self.untidy)
    let result = try qganc("fmt", "--diff", "a.qgan", in: folder)
    #expect(result.code == 0)
    #expect(
      result.text == """
        --- a.qgan
        +++ a.qgan (formatted)
        @@ -1,6 +1,4 @@
         qgan 1.0;
        -const int N=3;   // three
        +const int N = 3;  // three
         
        -
        -
         const int M = 4;

        """)
    #expect(try text("a.qgan") == Self.untidy)
    #expect(try qganc("fmt", "--diff", "--check", "a.qgan", in: folder).code == 1)
  }

  @Test func standardInput() throws {
    for input in [Self.untidy, Self.tidy] {
      let result = try qganc("fmt", "-", in: folder, input: input)
      #expect(result.code == 0 && result.text == Self.tidy && result.errors.isEmpty)
    }
    let result = try qganc("fmt", "-", in: folder, input: Self.wrong)
    #expect(result.code == 1 && result.output.isEmpty && result.errors.contains("standard input:2:15"))
  }

  /// A file with mistakes is left alone, and does not keep others from being formatted.
  @Test func mistakes() throws {
    try folder.write("a.qgan", Self.wrong)
    try folder.write("b.qgan", Self.untidy)
    let result = try qganc("fmt", "a.qgan", "b.qgan", in: folder)
    #expect(result.code == 1)
    #expect(result.errors.contains("error[QG101]") && result.errors.hasSuffix("formatted b.qgan\n"))
    #expect(try text("a.qgan") == Self.wrong)
    #expect(try text("b.qgan") == Self.tidy)
  }

  @Test(arguments: [[], ["nowhere.qgan"], ["-", "a.qgan"], ["empty"]]) func usage(arguments: [String]) throws
  {
    try folder.write("a.qgan", Self.untidy)
    try folder.write("empty/notes.txt", "")
    let result = try CommandLineProcess(["fmt"] + arguments, in: folder).wait()
    #expect(result.code == 2 && result.output.isEmpty && !result.errors.isEmpty)
    #expect(try text("a.qgan") == Self.untidy)
  }

  /// A full disk leaves the old file.
  @Test func fullDisk() throws {
    let long = "qgan 1.0;\n" + String(repeating: "const int N=3;\n", count: 4000)
    try folder.write("a.qgan", long)
    let result = try qganc("fmt", "a.qgan", in: folder, blocks: 8)
    #expect(result.code == 4, "\(result.errors)")
    #expect(try text("a.qgan") == long)
  }
}
