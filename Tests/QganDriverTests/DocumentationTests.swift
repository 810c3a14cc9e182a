import Foundation
import QganDriver
import QganSema
import QganSyntax
import QganTestSupport
import Testing

/// What is written about the project agrees with it.
struct DocumentationTests {
  /// Markdown files outside of docs/reference, by path.
  private static let pages: [String] = {
    let docs = (try? FileManager.default.contentsOfDirectory(atPath: Repository.root.path + "/docs")) ?? []
    let top = (try? FileManager.default.contentsOfDirectory(atPath: Repository.root.path)) ?? []
    return top.filter { $0.hasSuffix(".md") }.sorted()
      + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
      + ["grammar/README.md"]
  }()

  /// `make docs` prints the pages that docs/reference holds.
  @Test func referencePagesAreFresh() throws {
    let folder = try TemporaryFolder()
    #expect(try qganc("docs", "pages", in: folder).code == 0)
    let reference = Repository.root.path + "/docs/reference"
    let kept = try FileManager.default.contentsOfDirectory(atPath: reference).sorted()
    #expect(folder.list("pages") == kept)
    #expect(kept.contains("cli.md") && kept.contains("exit-codes.md") && kept.contains("gates.md"))
    for name in kept {
      let page = try Repository.text(of: "docs/reference/" + name)
      #expect(
        Array(page.utf8) == (try folder.read("pages/" + name)),
        "docs/reference/\(name) is old: run `make docs`")
    }
  }

  @Test func pagesAreThere() {
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/language.md"] {
      #expect(Self.pages.contains(page))
    }
  }

  /// Links to files lead somewhere.
  @Test(arguments: pages) func links(page: String) throws {
    let folder = page.lastIndex(of: "/").map { String(page[...$0]) } ?? ""
    for match in try Repository.text(of: page).matches(of: /\]\(([^)\s]+)\)/) {
      let link = String(match.1)
      guard !link.contains("://"), !link.hasPrefix("#"), !link.hasPrefix("mailto:") else { continue }
      let path = Repository.root.path + "/" + folder + link.prefix { $0 != "#" }
      #expect(FileManager.default.fileExists(atPath: path), "\(page) links to \(link)")
    }
  }

  /// Code in fences of `language`, with the line that each starts on.
  private static func fences(_ language: String, in text: String) -> [(line: Int, code: String)] {
    var found: [(line: Int, code: String)] = []
    var current: (line: Int, code: String)?
    var isInside = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        if isInside {
          if let current { found.append(current) }
          current = nil
        } else if line == "```" + language {
          current = (index + 2, "")
        }
        isInside.toggle()
      } else {
        current?.code += line + "\n"
      }
    }
    return found
  }

  /// Programs in the pages parse, and whole ones check clean; parts of one are completed by their version line.
  @Test(arguments: pages) func excerpts(page: String) throws {
    for excerpt in Self.fences("qgan", in: try Repository.text(of: page)) {
      let isWhole = excerpt.code.hasPrefix("qgan ")
      let text = isWhole ? excerpt.code : "qgan 1.0;\n" + excerpt.code
      let compilation = try Compilation(
        main: SourceText(path: page, utf8: Array(text.utf8)), provider: DiskSources())
      if isWhole { compilation.check() }
      let found = isWhole ? compilation.diagnostics : parse(source(text)).diagnostics
      #expect(found.isEmpty, "\(page):\(excerpt.line): \(found)")
    }
  }

  @Test func readmeShowsAProgram() throws {
    #expect(try !Self.fences("qgan", in: Repository.text(of: "README.md")).isEmpty)
  }

  /// The binary holds every file of circuits/, as it is.
  @Test func libraryIsComplete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path + "/circuits")
    #expect(Set(files.filter { $0.hasSuffix(".qgan") }) == Set(StandardLibrary.files.keys))
    for (name, bytes) in StandardLibrary.files {
      #expect(Array(try Repository.text(of: "circuits/" + name).utf8) == bytes)
    }
  }

  /// The codes of the page are those of the processes.
  @Test func exitCodes() throws {
    let page = try Repository.text(of: "docs/reference/exit-codes.md")
    for code in ExitCode.allCases { #expect(page.contains("| \(code.rawValue) | \(code.summary) |")) }
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 130])
  }
}
