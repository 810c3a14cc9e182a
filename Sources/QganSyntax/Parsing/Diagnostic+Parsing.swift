/// Mistakes in the shape of a program: brackets, separators, numbers of things.
extension Diagnostic {
  static func unexpected(
    _ found: String, at range: SourceRange, expected: String, hint: String?, fixes: [Fix]
  ) -> Diagnostic {
    Diagnostic(
      "QG101", "expected \(expected), found \(found)", at: range, notes: hint.map { [Note($0)] } ?? [],
      fixes: fixes)
  }

  static func missingVersion(_ place: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG102", "the file does not start with the version of the language", at: place,
      fixes: [
        Fix(
          "insert `qgan \(LanguageVersion.current);`",
          edits: [Edit(range: place, replacement: "qgan \(LanguageVersion.current);\n")])
      ])
  }

  static func missingSemicolon(_ place: SourceRange, after what: String) -> Diagnostic {
    Diagnostic(
      "QG103", "missing `;` after \(what)", at: place,
      fixes: [Fix("insert `;`", edits: [Edit(range: place, replacement: ";")])])
  }

  static func unsupportedVersion(_ version: Name) -> Diagnostic {
    Diagnostic(
      "QG104",
      "the file is written in version \(version.text) of the language; this compiler understands "
        + "\(LanguageVersion.current)", at: version.range)
  }

  static func openQASMHeader(_ range: SourceRange) -> Diagnostic {
    let line = "qgan \(LanguageVersion.current);"
    return Diagnostic(
      "QG105", "this is a header of OpenQASM; a .qgan file starts with `\(line)`", at: range,
      fixes: [Fix("write `\(line)`", edits: [Edit(range: range, replacement: line)], isSafe: false)])
  }

  static func secondVersion(_ range: SourceRange) -> Diagnostic {
    Diagnostic("QG136", "the version stands once, in the first line of the file", at: range)
  }

  static func keywordAsName(_ range: SourceRange, _ word: String) -> Diagnostic {
    Diagnostic(
      "QG106", "`\(word)` is a keyword and cannot be a name", at: range,
      fixes: [
        Fix("write `\(word)_`", edits: [Edit(range: range, replacement: word + "_")], isSafe: false)
      ])
  }

  static func unclosed(_ place: SourceRange, closer: TokenKind, opening: SourceRange) -> Diagnostic {
    let symbol = closer.rawValue
    let start = closer == .rightBrace ? "{" : closer == .rightBracket ? "[" : "("
    return Diagnostic(
      "QG107", "missing `\(symbol)`", at: place,
      notes: [Note("it would close this `\(start)`", at: opening)],
      fixes: [
        Fix(
          "insert `\(symbol)`",
          edits: [Edit(range: place, replacement: closer == .rightBrace ? "\n}" : symbol)], isSafe: false)
      ])
  }

  static func mismatchedBracket(
    _ range: SourceRange, found: TokenKind, closer: TokenKind, opening: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "QG108", "`\(found.rawValue)` stands where `\(closer.rawValue)` was expected", at: range,
      notes: [Note("this is still open", at: opening)],
      fixes: [
        Fix(
          "write `\(closer.rawValue)`", edits: [Edit(range: range, replacement: closer.rawValue)],
          isSafe: false)
      ])
  }

  static func unmatchedCloser(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic("QG108", "`\(text)` closes nothing", at: range)
  }

  static func tooDeep(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(
      "QG127", "the program nests too deeply here; \(limit) levels are the limit", at: range,
      notes: [Note("nothing behind this place was read")])
  }

  static func bodyWithoutBraces(_ place: SourceRange, of owner: String, end: SourceRange?) -> Diagnostic {
    var edits = [Edit(range: place, replacement: " {")]
    if let end { edits.append(Edit(range: end, replacement: " }")) }
    return Diagnostic(
      "QG128", "the body of \(owner) stands in braces", at: place,
      fixes: [Fix(end == nil ? "insert `{`" : "insert the braces", edits: edits)])
  }

  static func bareCondition(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG129", "the condition of `if` stands in parentheses", at: range,
      fixes: [
        Fix(
          "insert the parentheses",
          edits: [
            Edit(range: range.startPoint, replacement: "("), Edit(range: range.endPoint, replacement: ")"),
          ])
      ])
  }

  static func trailingComma(_ range: SourceRange, after what: String) -> Diagnostic {
    Diagnostic(
      "QG130", "no comma may follow the last of the \(what)", at: range,
      fixes: [Fix("remove `,`", edits: [Edit(range: range, replacement: "")])])
  }

  static func missingComma(_ place: SourceRange, between what: String) -> Diagnostic {
    Diagnostic(
      "QG131", "missing `,` between \(what)", at: place,
      fixes: [Fix("insert `,`", edits: [Edit(range: place, replacement: ",")])])
  }

  static func straySemicolon(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG144", "`;` ends nothing here", at: range,
      fixes: [Fix("remove `;`", edits: [Edit(range: range, replacement: "")])])
  }

  static func nestedDeclaration(_ range: SourceRange, _ keyword: String) -> Diagnostic {
    Diagnostic(
      "QG145", "a `\(keyword)` is declared at the top of a file, not inside another declaration", at: range)
  }

  static func notADeclaration(_ range: SourceRange, _ text: String, isStatement: Bool) -> Diagnostic {
    var d = Diagnostic("QG146", "`\(text)` does not start a declaration", at: range)
    if text == "qubit" || text == "qreg" {
      d.notes.append(Note("registers are declared inside a `circuit`"))
    } else if ["def", "func", "fn", "function", "opaque", "extern"].contains(text) {
      d.notes.append(Note("a subroutine is a `circuit` with registers: `circuit f(angle a) qubit q { ... }`"))
    } else if ["import", "from", "use", "using"].contains(text) {
      d.notes.append(Note("another file is read by `include \"file.qgan\" as name;`"))
    } else if ["class", "module", "network"].contains(text) {
      d.notes.append(Note("a network is a `model`"))
    } else if ["let", "var"].contains(text) {
      d.notes.append(Note("a constant of the file is `const int N = 3;`"))
    } else if isStatement {
      d.notes.append(Note("statements stand in the body of a `circuit`, `gate` or `model`"))
    }
    return d
  }

  static func misspelledKeyword(_ range: SourceRange, _ text: String, meant: String) -> Diagnostic {
    Diagnostic(
      "QG147", "`\(text)` does not start a declaration; did you mean `\(meant)`?", at: range,
      fixes: [Fix("write `\(meant)`", edits: [Edit(range: range, replacement: meant)])])
  }

  static func unusedValue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG142", "the value is not used: a statement binds, returns, or applies a gate", at: range,
      fixes: [
        Fix("return it", edits: [Edit(range: range.startPoint, replacement: "return ")], isSafe: false)
      ])
  }

  static func noOperands(_ place: SourceRange, name: String, hasCall: Bool) -> Diagnostic {
    var d = Diagnostic("QG151", "`\(name)` is applied to nothing: the qubits are missing", at: place)
    if hasCall { d.notes.append(Note("a value is bound, `a = \(name)(...);`, or returned")) }
    return d
  }
}
