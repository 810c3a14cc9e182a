import QganSema
import QganSyntax

/// Lint rules look at whole networks, which may take longer than an editor waits: they are run by whoever holds the server,
/// on a snapshot, while messages are answered; what they found moves along with the edits made meanwhile.
extension LanguageServer {
  /// Whether an open document has changed since `lintSnapshots` gave it.
  public var needsLint: Bool {
    isRunning && documents.values.contains { $0.lintRevision != $0.revision }
  }

  /// The documents to lint, which then count as given.
  public func lintSnapshots() -> [DocumentSnapshot] {
    guard isRunning else { return [] }
    let buffers = buffers()
    return documents.values.filter { $0.lintRevision != $0.revision }.sorted { $0.uri < $1.uri }.map {
      documents[$0.uri]?.lintRevision = $0.revision
      return DocumentSnapshot(
        uri: $0.uri, revision: $0.revision, main: SourceText(path: $0.path, utf8: $0.text.utf8),
        buffers: buffers)
    }
  }

  /// Has every document linted again: the settings of a project have changed.
  func lintAnew() { for uri in documents.keys { documents[uri]?.lintRevision = nil } }

  /// Takes the findings of the rules in a snapshot, and gives the messages to send; what is older than the text is dropped.
  ///
  /// `sources` are the files that the findings speak of, the document first.
  public func linted(_ snapshot: DocumentSnapshot, _ findings: [Diagnostic], sources: SourceMap) -> [JSON] {
    guard isRunning, let document = documents[snapshot.uri], document.revision == snapshot.revision else {
      return []
    }
    let found = findings.map { $0.aboutOneFile(sources) }
    guard found != document.lint else { return [] }
    documents[snapshot.uri]?.lint = found
    documents[snapshot.uri]?.isStale = true
    return flush()
  }

  /// Inserts a comment that allows the finding where it begins, beside one that is there already.
  func allowance(_ diagnostic: Diagnostic, _ checked: CheckedProgram) -> Diagnostic.Fix? {
    guard let rule = LintRules.named(diagnostic.code), rule.code != LintRules.unusedAllow.code,
      let range = diagnostic.range, let file = checked.program.sources.file(of: range)
    else { return nil }
    let line = file.position(of: range.start).line
    let start = file.lineStarts[line - 1]
    func insertion(at offset: Int, _ text: String) -> Diagnostic.Fix {
      Diagnostic.Fix(
        "allow \(rule.code) (\(rule.name)) here",
        edits: [.init(range: SourceRange(file: range.file, start: offset, end: offset), replacement: text)])
    }
    if line > 1, file.line(line - 1).drop(while: { $0 == " " || $0 == "\t" }).hasPrefix("// qgan:allow("),
      let closing = file.utf8[file.lineStarts[line - 2]..<start].firstIndex(of: UInt8(ascii: ")"))
    {
      return insertion(at: closing, ", \(rule.code)")
    }
    let indent = file.line(line).prefix { $0 == " " || $0 == "\t" }
    return insertion(at: start, "\(indent)// qgan:allow(\(rule.code))\n")
  }
}

extension Diagnostic {
  /// The finding with the places of its notes in other files written out, so that it can be shown without those.
  fileprivate func aboutOneFile(_ sources: SourceMap) -> Diagnostic {
    var result = self
    result.notes = notes.map { note in
      guard let range = note.range, range.file != 0 else { return note }
      guard let file = sources.file(of: range) else { return Note(note.message) }
      return Note("\(note.message) (\(file.path):\(file.position(of: range.start).line))")
    }
    return result
  }

  /// The finding after `edited` was replaced by `length` bytes in its file; `nil` if that touched its place. Fixes and notes
  /// that it touched are left out.
  func moved(past edited: Range<Int>, length: Int) -> Diagnostic? {
    func move(_ range: SourceRange) -> SourceRange? {
      if range.file != 0 || range.end < edited.lowerBound { return range }
      guard edited.upperBound < range.start else { return nil }
      let distance = length - edited.count
      return SourceRange(file: range.file, start: range.start + distance, end: range.end + distance)
    }
    var result = self
    if let range {
      guard let moved = move(range) else { return nil }
      result.range = moved
    }
    result.notes = notes.compactMap { note in
      guard let range = note.range else { return note }
      return move(range).map { Note(note.message, at: $0) }
    }
    result.fixes = fixes.compactMap { fix in
      let edits = fix.edits.compactMap { edit in
        move(edit.range).map { Edit(range: $0, replacement: edit.replacement) }
      }
      return edits.count == fix.edits.count ? Fix(fix.message, edits: edits, isSafe: fix.isSafe) : nil
    }
    return result
  }
}
