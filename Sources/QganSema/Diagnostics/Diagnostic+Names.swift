import QganIR
import QganSyntax

/// Findings about names and files.
extension Diagnostic {
  /// `elsewhere` gives the name here for names of other tools.
  static func unknownName(
    _ name: String, kind: String, at range: SourceRange, known: [String], elsewhere: [String: String] = [:]
  ) -> Diagnostic {
    var d = Diagnostic("QG201", "there is no \(kind) `\(name)` here", at: range)
    if let nearest = Suggestion.nearest(to: name, in: known, elsewhere: elsewhere) {
      d.fixes = [Fix("write `\(nearest)`", edits: [Edit(range: range, replacement: nearest)], isSafe: false)]
    }
    return d
  }

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

extension Catalog {
  /// The name here of what other tools call differently and stands where values do: layers, functions, read-outs.
  var valuesElsewhere: [String: String] {
    layers.values.namesElsewhere.merging(ReadoutSyntax.elsewhere) { layer, _ in layer }
  }
}

extension Gates {
  /// The name here of what other tools call differently and stands where gates do.
  static var namesElsewhere: [String: String] {
    var names = all.namesElsewhere
    for (name, others) in statesAndMatrices {
      for other in others { names[other] = name }
    }
    return names
  }
}

extension Sequence where Element: CatalogEntry {
  /// The name here of everything that other tools call differently.
  var namesElsewhere: [String: String] {
    Dictionary(flatMap { entry in entry.elsewhere.map { ($0, entry.name) } }) { first, _ in first }
  }
}
