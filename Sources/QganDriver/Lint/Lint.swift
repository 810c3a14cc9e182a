import QganIR
import QganSema
import QganSyntax
import QganTooling

/// Lints programs: compiles them, runs the rules over what came out, and makes the changes that findings propose.
public struct Lint: Sendable {
  /// What was found in one file.
  public struct Report: Sendable {
    /// Errors of the program, or else its warnings and the rules' findings, in the order of the text.
    public var findings: [Diagnostic]
    /// The files that the findings speak of.
    public var sources: SourceMap
    /// How many changes were made.
    public var fixCount = 0

    /// What lint rules found, without what the compiler did.
    public var ruleFindings: [Diagnostic] { findings.filter(\.isLint) }

    /// Whether something is worse than advice.
    public var hasFindings: Bool { findings.contains { $0.severity != .note } }
  }

  /// The most rounds of changes: each may make room for others.
  static let roundLimit = 20

  public var settings: LintSettings

  public init(settings: LintSettings = LintSettings()) { self.settings = settings }

  /// The findings in the file at `path`; throws `DriverError` if it cannot be read.
  public func report(path: String) throws -> Report {
    guard let main = DiskSources.read(path) else { throw DriverError(.usage, "cannot read `\(path)`") }
    return try report(main, provider: DiskSources())
  }

  /// The findings in `main`, whose includes come from `provider`.
  public func report(_ main: SourceText, provider: any SourceProvider) throws -> Report {
    let compilation = try Compilation(main: main, provider: provider)
    // Data that are not here are no fault of the program: their train block is left out.
    let found = compilation.check(needsData: false)
    guard !found.contains(where: { $0.severity == .error }) else {
      return Report(findings: found, sources: compilation.sources)
    }
    let context = try compilation.lintContext()
    let own = found.filter { $0.range?.file == compilation.program.main.file }
    let findings = own + Linter(settings: settings).findings(in: context)
    return Report(findings: findings, sources: compilation.sources)
  }

  /// Makes safe changes, and others too if `unsafe`, until there are no more; the file is replaced as a whole, and only
  /// if it then still compiles. What is left is reported. Throws `DriverError`.
  public func fix(path: String, unsafe: Bool) throws -> Report {
    guard let main = DiskSources.read(path) else { throw DriverError(.usage, "cannot read `\(path)`") }
    let (text, report) = try fix(main, provider: DiskSources(), unsafe: unsafe)
    if text.utf8 != main.utf8 { try OutputFile.write(text.utf8, to: path) }
    return report
  }

  /// The text with its changes made, and what is left to find in it.
  public func fix(
    _ main: SourceText, provider: any SourceProvider, unsafe: Bool
  ) throws -> (text: SourceText, report: Report) {
    var text = main
    var report = try report(main, provider: provider)
    for _ in 0..<Self.roundLimit {
      guard !report.findings.contains(where: { $0.severity == .error && !$0.isLint }),
        let (bytes, count) = LintFixes.apply(
          report.ruleFindings, to: text.utf8, file: 0, unsafe: unsafe)
      else { break }
      let next = SourceText(path: text.path, utf8: bytes)
      var changed = try self.report(next, provider: provider)
      // A change that breaks the program is not made.
      guard !changed.findings.contains(where: { $0.severity == .error && !$0.isLint }) else { break }
      changed.fixCount = report.fixCount + count
      (text, report) = (next, changed)
    }
    return (text, report)
  }
}

extension Diagnostic {
  /// Whether a lint rule found it.
  fileprivate var isLint: Bool { LintRules.named(code) != nil }
}
