import QganSyntax

extension LanguageServer {
  /// The fixes of the findings that touch the range, and all safe ones at once.
  func codeActions(_ document: Document, _ parameters: JSON) -> JSON {
    let checked = checked(document.uri)
    let asked = document.text.offsets(parameters["range"]) ?? 0..<document.text.utf8.count
    let kinds = (parameters["context"]?["only"]?.array ?? []).compactMap(\.string)
    func wants(_ kind: String) -> Bool {
      kinds.isEmpty || kinds.contains { kind == $0 || kind.hasPrefix($0 + ".") }
    }
    var actions: [JSON] = []
    if wants("quickfix") {
      let range = SourceRange(file: 0, start: asked.lowerBound, end: asked.upperBound)
      for diagnostic in diagnostics(document.uri, about: range) {
        guard let range = diagnostic.range, range.file == 0, range.start <= asked.upperBound,
          asked.lowerBound <= range.end
        else { continue }
        for fix in diagnostic.fixes {
          guard let edit = edit(fix.edits, document, checked) else { continue }
          actions.append([
            "title": .string(fix.message + (fix.isSafe ? "" : " (may change what is computed)")),
            "kind": "quickfix", "isPreferred": .bool(fix.isSafe && diagnostic.fixes.count == 1),
            "edit": edit,
          ])
        }
        if let fix = allowance(diagnostic, checked), let edit = edit(fix.edits, document, checked) {
          actions.append(["title": .string(fix.message), "kind": "quickfix", "edit": edit])
        }
      }
    }
    if kinds.contains(where: { $0 == "source" || $0 == "source.fixAll" || $0.hasPrefix("source.fixAll.") }) {
      let edits = Self.compatible(
        diagnostics(document.uri).filter { $0.range?.file == 0 }.compactMap { diagnostic in
          diagnostic.fixes.count == 1 && diagnostic.fixes[0].isSafe ? diagnostic.fixes[0].edits : nil
        })
      if !edits.isEmpty, let edit = edit(edits, document, checked) {
        actions.append(["title": "Apply all safe fixes", "kind": "source.fixAll", "edit": edit])
      }
    }
    return .array(actions)
  }

  /// Changes as the protocol writes them; `nil` where one lies in the library.
  private func edit(_ edits: [Diagnostic.Edit], _ document: Document, _ checked: CheckedProgram) -> JSON? {
    var changes: [String: JSON] = [:]
    for edit in edits {
      guard let file = checked.program.sources.file(of: edit.range), !file.path.hasPrefix("std/"),
        let uri = edit.range.file == 0 ? document.uri : uri(ofPath: file.path)
      else { return nil }
      let change: JSON = ["range": checked.json(edit.range), "newText": .string(edit.replacement)]
      changes[uri] = .array((changes[uri]?.array ?? []) + [change])
    }
    return ["changes": .object(changes)]
  }

  /// The edits of all fixes that touch nothing that an earlier one changes.
  private static func compatible(_ fixes: [[Diagnostic.Edit]]) -> [Diagnostic.Edit] {
    var taken: [Diagnostic.Edit] = []
    for edits in fixes {
      let isFree = edits.allSatisfy { edit in
        taken.allSatisfy {
          $0.range.file != edit.range.file || edit.range.end < $0.range.start
            || $0.range.end < edit.range.start
        }
      }
      if isFree { taken += edits }
    }
    return taken
  }
}
