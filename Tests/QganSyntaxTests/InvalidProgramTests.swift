import QganSyntax
import QganTestSupport
import Testing

@Suite struct InvalidProgramTests {
  static let files = Repository.programs(in: "grammar/tests/invalid")

  @Test func theCorpusIsThere() { #expect(Self.files.count >= 40) }

  @Test(arguments: files.indices)
  func findsWhatTheFileExpects(index: Int) {
    let file = Self.files[index]
    let expectations = Expectations(file)
    #expect(!expectations.all.isEmpty, "\(file.path) expects nothing")
    for difference in expectations.differences(from: parse(file).diagnostics, in: file) {
      Issue.record("\(difference)")
    }
  }

  /// Each unsafe or safe fix of a file with a single mistake leads to a program without that mistake.
  @Test(arguments: files.indices)
  func fixesMend(index: Int) {
    let file = Self.files[index]
    let diagnostics = parse(file).diagnostics
    guard diagnostics.count == 1, let fix = diagnostics[0].fixes.first else { return }
    let mended = apply(fix, to: file)
    let left = parse(source(mended)).diagnostics
    #expect(left.isEmpty, "\(file.path): \(left.map(\.code)) in:\n\(mended)")
  }
}

/// The text of `file` with the edits of `fix` made.
func apply(_ fix: Diagnostic.Fix, to file: SourceFile) -> String {
  var bytes = file.utf8
  for edit in fix.edits.sorted(by: { $0.range.start > $1.range.start }) {
    bytes.replaceSubrange(edit.range.start..<edit.range.end, with: Array(edit.replacement.utf8))
  }
  return String(decoding: bytes, as: UTF8.self)
}
