import QganSyntax

/// Makes the changes that findings propose.
public enum LintFixes {
  /// `bytes` of the file `file` with the first fix of each finding that has one, safe ones only unless `unsafe`; where two
  /// touch the same text, the first one is made. `nil` if there is nothing to do.
  public static func apply(
    _ findings: [Diagnostic], to bytes: [UInt8], file: Int, unsafe: Bool
  ) -> (bytes: [UInt8], count: Int)? {
    var chosen: [Diagnostic.Edit] = []
    var count = 0
    for finding in findings {
      guard let fix = finding.fixes.first(where: { $0.isSafe || unsafe }), !fix.edits.isEmpty,
        fix.edits.allSatisfy({
          $0.range.file == file && $0.range.start <= $0.range.end && $0.range.end <= bytes.count
        }),
        !fix.edits.contains(where: { edit in chosen.contains { touches($0.range, edit.range) } })
      else { continue }
      chosen += fix.edits
      count += 1
    }
    guard count > 0 else { return nil }
    var result = bytes
    for edit in chosen.sorted(by: { $0.range.start > $1.range.start }) {
      result.replaceSubrange(edit.range.start..<edit.range.end, with: Array(edit.replacement.utf8))
    }
    return result == bytes ? nil : (result, count)
  }

  private static func touches(_ a: SourceRange, _ b: SourceRange) -> Bool {
    a.start <= b.end && b.start <= a.end
  }
}
