import QganSyntax

/// Findings about datasets, train blocks, variants and sweeps.
extension Diagnostic {
  /// `meant` is what the key was probably meant to be.
  static func unknownProperty(
    _ key: Name, in block: String, known: [String], meant: String?
  ) -> Diagnostic {
    var d = Diagnostic("QG280", "a \(block) has no property `\(key.text)`", at: key.range)
    d.suggest(meant, at: key.range)
    if meant == nil {
      d.notes = [Note("its properties are " + known.map { "`\($0)`" }.joined(separator: ", "))]
    }
    return d
  }

  static func repeatedProperty(_ key: Name, first: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG281", "`\(key.text)` is given twice", at: key.range, notes: [Note("the first is here", at: first)])
  }

  static func missingProperty(_ key: String, in block: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG282", "\(block) needs `\(key):`", at: range)
  }

  static func badProperty(_ message: String, at range: SourceRange, notes: [Note] = []) -> Diagnostic {
    Diagnostic("QG283", message, at: range, notes: notes)
  }

  static func shapesDoNotMeet(_ message: String, at range: SourceRange, notes: [Note]) -> Diagnostic {
    Diagnostic("QG284", message, at: range, notes: notes)
  }

  static func badOverride(_ message: String, at range: SourceRange?, notes: [Note] = []) -> Diagnostic {
    Diagnostic("QG285", message, at: range, notes: notes)
  }

  static func dataUnavailable(_ message: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG286", message, at: range)
  }
}
