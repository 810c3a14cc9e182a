import Foundation
import QganSyntax
import QganTestSupport
import QganTooling
import Testing

@testable import QganDriver

/// Allowances, project files and hostile text.
struct LintSettingsTests {
  private let bad = """
    circuit c(input angle[2] x) -> float[2] {
      qubit[2] q;
      ry(x) q;
      cx q[0], q[1];
    BEFORE
      s q[0]; BEHIND
      return expval(Z) q;
    }
    """

  private func codes(before: String = "", behind: String = "") throws -> [String] {
    let text = bad.replacingOccurrences(of: "BEFORE", with: before).replacingOccurrences(
      of: "BEHIND", with: behind)
    return try lintReport("qgan 1.0;\n" + text).findings.map(\.code)
  }

  @Test func allowances() throws {
    #expect(try codes() == ["QG323"])
    #expect(try codes(behind: "// qgan:allow(QG323)") == [])
    #expect(try codes(before: "// qgan:allow(QG323) it is drawn so in the paper") == [])
    #expect(try codes(before: "// qgan:allow( QG301 , QG323 )") == ["QG399"])
    #expect(try codes(behind: "// qgan:allow(QG301)") == ["QG323", "QG399"])
    #expect(try codes(behind: "// qgan:allow(QG999)") == ["QG323", "QG399"])
    // Not the line after the next, and not in a comment's middle.
    #expect(try codes(before: "// qgan:allow(QG323)\n") == ["QG399", "QG323"])
    #expect(try codes(behind: "// see qgan:allow(QG323)") == ["QG323"])
  }

  @Test func choices() throws {
    let rule = try #require(LintRules.named("gate-without-effect"))
    let selected = LintSettings(selected: ["QG301"])
    #expect(try lintReport(rule.bad, settings: selected).findings.isEmpty)
    let ignored = LintSettings(ignored: ["QG323"])
    #expect(try lintReport(rule.bad, settings: ignored).findings.isEmpty)
    let severe = LintSettings(severities: ["QG323": .error])
    #expect(try lintReport(rule.bad, settings: severe).findings.map(\.severity) == [.error])
    #expect(throws: DriverError.self) { try LintChoice(select: ["QG3233"], ignore: []) }
    let choice = try LintChoice(select: ["QG323,zero-gradient"], ignore: ["QG301"])
    let applied = choice.applied(to: ignored)
    #expect(applied.severity(of: rule) == .warning)
    #expect(applied.severity(of: LintRules.all[0]) == nil)
  }

  private func project(_ text: String) -> ProjectFile {
    ProjectFile(SourceFile(id: 0, path: "qgan.toml", utf8: Array(text.utf8)))
  }

  @Test func projectFiles() {
    let good = project(
      """
      # Settings.
      [lint]
      ignore = [
        "QG361",   # no seed
        "naming",
      ]
      select = ["QG301", "QG302"]
      [lint.severity]
      QG301 = "error"
      product-state = "off"
      [style]
      circuits = "CamelCase"
      models = ["UPPER_CASE", "camelCase"]
      [format]
      width = "what other tools read"
      """)
    #expect(good.diagnostics.isEmpty, "\(good.diagnostics.map(\.message))")
    #expect(good.settings.ignored == ["QG361", "QG385", "QG306"])
    #expect(good.settings.selected == ["QG301", "QG302"])
    #expect(good.settings.severities == ["QG301": .error])
    #expect(good.settings.naming[.circuits] == [.camel])
    #expect(good.settings.naming[.models] == [.upper, .mixed])
    #expect(good.settings.naming[.gates] == NamingStyle()[.gates])
  }

  @Test(arguments: [
    ("[lint]\nignored = [\"QG361\"]", 2, "ignored"), ("[lint]\nignore = \"QG361\"", 2, "list"),
    ("[lint]\nignore = [\"QG001\"]", 2, "QG001"), ("[lint.severity]\nQG301 = \"bad\"", 2, "severity"),
    ("[lint.severity]\nQG301 = [\"error\"]", 2, "string"), ("[lint.sev]\nQG301 = \"error\"", 2, "QG301"),
    ("[lint", 1, "table"), ("[lint]\nignore", 2, "key"), ("ignore = 3", 1, "value"), ("=", 1, "key"),
    ("[lint]\nignore = [\"QG361\"", 2, "value"), ("[lint]\nignore = [\"QG361\"] x", 2, "end"),
    ("[style]\ncircuit = \"snake_case\"", 2, "circuits"), ("[style]\ncircuits = \"snake\"", 2, "write names"),
    ("[style]\ncircuits = []", 2, "write names"), ("[lint]\nignore = []\nignore = []", 3, "twice"),
    ("ignore = [\"QG361\"]", 1, "setting"),
  ])
  func badProjectFiles(text: String, line: Int, fragment: String) throws {
    let file = SourceFile(id: 0, path: "qgan.toml", utf8: Array(text.utf8))
    let diagnostics = ProjectFile(file).diagnostics
    let first = try #require(diagnostics.first)
    #expect(first.code == "QG300")
    #expect(first.message.contains(fragment), "\(first.message)")
    #expect(file.position(of: try #require(first.range).start).line == line)
  }

  /// Names are held to what a project chose.
  @Test func styles() throws {
    let text = """
      qgan 1.0;
      const int Layers = 2;
      gate flip() q { x q; }
      circuit c(input angle[2] x) -> float[2] {
        qubit[2] q;
        ry(x) q;
        flip q[0];
        cx q[0], q[1];
        return expval(Z) q;
      }
      model MyNet(input float[4] x) -> float[2] { return x |> dense(Layers); }

      """
    func names(_ settings: LintSettings) throws -> [String] {
      try lintReport(text, settings: settings).findings.filter { $0.code == "QG385" }.map(\.message)
    }
    #expect(try names(LintSettings()) == ["`Layers` is not in `UPPER_CASE`"])
    var settings = LintSettings()
    settings.naming[.constants] = [.camel]
    #expect(try names(settings).isEmpty)
    settings.naming[.models] = [.snake, .mixed]
    #expect(try names(settings) == ["`MyNet` is in neither `snake_case` nor `camelCase`"])
    settings.naming[.gates] = [.upper]
    #expect(try names(settings).count == 2)
  }

  /// Any bytes are read to an end.
  @Test func hostileProjectFiles() {
    var random = SeededGenerator(seed: 4)
    let text = Array("[lint]\nignore = [\"QG361\", \"QG301\"]\n[lint.severity]\nQG301 = \"error\" # x\n".utf8)
    for _ in 0..<2000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes = Array(bytes[0...place])
        }
        if bytes.isEmpty { bytes = [10] }
      }
      let file = SourceFile(id: 0, path: "qgan.toml", utf8: bytes)
      for diagnostic in ProjectFile(file).diagnostics {
        #expect(
          diagnostic.range.map { $0.start >= 0 && $0.end <= bytes.count && $0.start <= $0.end } ?? false)
      }
    }
  }

  /// Broken programs are reported, never more than that.
  @Test func brokenPrograms() throws {
    var random = SeededGenerator(seed: 9)
    for rule in LintRules.all {
      let bytes = Array(rule.bad.utf8)
      for _ in 0..<6 {
        var broken = bytes
        if Bool.random(using: &random) {
          broken = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
        } else {
          broken.remove(at: Int.random(in: 0..<bytes.count, using: &random))
        }
        let text = String(decoding: broken, as: UTF8.self)
        let (_, report) = try lintFixed(text, unsafe: true)
        #expect(report.findings.allSatisfy { !$0.message.isEmpty })
      }
    }
  }

  /// Fixes that touch the same text are not made together.
  @Test func overlappingFixes() {
    func finding(_ start: Int, _ end: Int, _ text: String) -> Diagnostic {
      let range = SourceRange(file: 0, start: start, end: end)
      return Diagnostic(
        "QG301", .warning, "x", at: range,
        fixes: [.init("y", edits: [.init(range: range, replacement: text)])])
    }
    let bytes = Array("abcdef".utf8)
    let made = LintFixes.apply(
      [finding(0, 2, "X"), finding(1, 3, "Y"), finding(4, 5, "Z")], to: bytes, file: 0, unsafe: false)
    #expect(made.map { String(decoding: $0.bytes, as: UTF8.self) } == "XcdZf")
    #expect(made?.count == 2)
    #expect(LintFixes.apply([finding(0, 9, "X")], to: bytes, file: 0, unsafe: false) == nil)
  }
}
