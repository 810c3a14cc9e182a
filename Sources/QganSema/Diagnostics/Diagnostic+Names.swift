import QganSyntax

/// Findings about names and files.
extension Diagnostic {
  static func duplicate(_ name: String, at range: SourceRange, first: SourceRange?) -> Diagnostic {
    Diagnostic(
      "QG202", "`\(name)` is declared twice", at: range,
      notes: first.map { [Note("it was declared here first", at: $0)] } ?? [])
  }

  static func cycle(_ names: [String], at range: SourceRange) -> Diagnostic {
    Diagnostic("QG203", "`\(names.first ?? "")` needs itself: " + names.joined(separator: " -> "), at: range)
  }

  static func fileNotFound(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG204", "cannot read \"\(path)\"", at: range,
      notes: [Note("paths are relative to the file that contains them; `std/` is the embedded library")])
  }

  static func includeCycle(_ paths: [String], at range: SourceRange) -> Diagnostic {
    Diagnostic("QG205", "this file includes itself: " + paths.joined(separator: " -> "), at: range)
  }

  static func includeClash(
    _ name: String, at range: SourceRange, first: SourceRange, second: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "QG202", "this include brings a second `\(name)`", at: range,
      notes: [
        Note("the first is declared here", at: first), Note("the second is declared here", at: second),
        Note("include the file `as` a name to keep them apart"),
      ])
  }

  static func hidesBuiltin(_ name: String, kind: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG206", .warning, "`\(name)` hides the builtin \(kind) of that name", at: range)
  }

  static func rebound(_ name: String, what: String, at range: SourceRange, first: SourceRange?) -> Diagnostic
  {
    Diagnostic(
      "QG207", "`\(name)` is \(what) and cannot be bound anew", at: range,
      notes: first.map { [Note("it was declared here", at: $0)] } ?? [])
  }

  static func misplaced(_ what: String, in body: String, at range: SourceRange, hint: String) -> Diagnostic {
    Diagnostic("QG208", "\(what) cannot stand in \(body)", at: range, notes: [Note(hint)])
  }

  static func missingReturn(in body: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG209", "\(body) has no `return`", at: range, notes: [Note("its last statement must be one")])
  }

  static func afterReturn(at range: SourceRange) -> Diagnostic {
    Diagnostic("QG210", "`return` must be the last statement of the body", at: range)
  }
}
