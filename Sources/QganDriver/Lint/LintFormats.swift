import QganSyntax
import QganTooling

/// Reports of several files for machines.
public enum LintFormats {
  /// One JSON array over all files, as `compile --format json` writes it.
  public static func json(_ reports: [Lint.Report]) -> String {
    let objects = reports.flatMap { report in
      report.findings.map { finding in
        // One finding is an array of one object, on a line of its own.
        let array = DiagnosticRenderer(sources: report.sources).renderJSON([finding])
        return String(array.dropFirst(2).dropLast(3))
      }
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }

  /// A SARIF log over all files.
  public static func sarif(_ reports: [Lint.Report]) -> String {
    LintOutput.sarif(
      reports.flatMap { report in report.findings.map { ($0, report.sources) } }, version: Version.current)
  }

  /// Workflow commands of GitHub, one a finding.
  public static func github(_ reports: [Lint.Report]) -> [String] {
    reports.flatMap { report in report.findings.map { LintOutput.github($0, report.sources) } }
  }
}
