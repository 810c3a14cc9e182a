import QganSyntax

/// Findings about calls.
extension Diagnostic {
  static func notCallable(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG240", "\(what) cannot be called", at: range)
  }

  static func unknownLabel(_ label: Name, of callee: String, known: [String]) -> Diagnostic {
    var d = Diagnostic("QG241", "`\(callee)` has no parameter `\(label.text)`", at: label.range)
    d.suggest(Suggestion.nearest(to: label.text, in: known), at: label.range)
    if d.fixes.isEmpty, !known.isEmpty {
      let names = known.map { "`\($0)`" }.joined(separator: ", ")
      d.notes = [Note("its \(known.count == 1 ? "parameter is" : "parameters are") \(names)")]
    }
    return d
  }

  static func repeatedLabel(_ label: Name) -> Diagnostic {
    Diagnostic("QG242", "`\(label.text)` is given twice", at: label.range)
  }

  static func missingArgument(
    _ name: String, of callee: String, at range: SourceRange, declared: SourceRange?
  ) -> Diagnostic {
    Diagnostic(
      "QG243", "`\(callee)` needs `\(name)`", at: range,
      notes: declared.map { [Note("it is declared here", at: $0)] } ?? [])
  }

  static func tooManyArguments(of callee: String, expected: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG244", "too many arguments for `\(callee)`, which takes \(expected)", at: range)
  }

  /// An argument without a label where only labelled ones are left to give, the first of them being `label`.
  static func labelMissing(_ label: String, of callee: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG244", "`\(callee)` takes arguments that have a default by name only", at: range,
      fixes: [
        Fix(
          "write `\(label):`", edits: [Edit(range: range.startPoint, replacement: "\(label): ")],
          isSafe: false)
      ])
  }

  static func layerRefused(_ message: String, at range: SourceRange, notes: [Note]) -> Diagnostic {
    Diagnostic("QG246", message, at: range, notes: notes)
  }

  static func layerNotCalled(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG247", "this is a layer without its data, where a value is needed", at: range,
      notes: [Note("give it data: `x |> layer` or `layer(x)`")])
  }

  static func valueNotLayer(_ actual: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG248", "a layer is needed here, not \(actual)", at: range)
  }

  static func layersTooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG230", "more than \(Elaborator.layerNestingLimit) layers stand inside one another here", at: range)
  }

  static func notAvailable(_ what: String, _ explanation: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG249", "\(what) is not there yet: \(explanation)", at: range)
  }

  static func cutNotReached(_ path: String, known: [String], at range: SourceRange) -> Diagnostic {
    var d = Diagnostic("QG250", "no instance `\(path)` is used inside this layer", at: range)
    if let nearest = Suggestion.nearest(to: path, in: known) {
      d.notes = [Note("did you mean `\(nearest)`?")]
    } else if !known.isEmpty {
      d.notes = [Note("its instances are " + known.prefix(12).map { "`\($0)`" }.joined(separator: ", "))]
    }
    return d
  }
}
