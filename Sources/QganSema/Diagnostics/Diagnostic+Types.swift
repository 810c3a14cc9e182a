import QganIR
import QganSyntax

/// Findings about values, types and shapes.
extension Diagnostic {
  static func typeMismatch(
    _ what: String, expected: String, actual: String, at range: SourceRange, notes: [Note] = []
  ) -> Diagnostic {
    Diagnostic("QG220", "\(what) must be \(expected), not \(actual)", at: range, notes: notes)
  }

  static func shapeMismatch(_ message: String, at range: SourceRange, notes: [Note]) -> Diagnostic {
    Diagnostic("QG221", message, at: range, notes: notes)
  }

  static func notConst(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG222", "\(what) must be known at compile time", at: range,
      notes: [Note("it depends on an `input`, a `param` or a layer's result")])
  }

  static func unevenDivision(_ a: Int, _ b: Int, at range: SourceRange, left: SourceRange, text: String)
    -> Diagnostic
  {
    Diagnostic(
      "QG223", "\(a) / \(b) does not come out even", at: range,
      notes: [Note("an int divided by an int is an int; make one side a float to divide reals")],
      fixes: [
        Fix(
          "write `float(\(text))`", edits: [Edit(range: left, replacement: "float(\(text))")], isSafe: false)
      ])
  }

  static func divisionByZero(at range: SourceRange) -> Diagnostic {
    Diagnostic("QG224", "division by zero", at: range)
  }

  static func overflow(at range: SourceRange) -> Diagnostic {
    Diagnostic("QG225", "this does not fit a 64-bit int", at: range)
  }

  static func arrayTooLarge(_ shape: [Int], at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG230", "a const array of shape \(shape) is too large", at: range,
      notes: [
        Note("const arrays are computed at compile time; the limit is \(Elaborator.arrayLimit) elements")
      ])
  }

  static func tooDeep(_ limit: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG230", "this needs more than \(limit) expressions inside one another", at: range)
  }

  static func openSizes(_ message: String, at range: SourceRange, note: String) -> Diagnostic {
    Diagnostic("QG215", message, at: range, notes: [Note(note)])
  }

  static func notFinite(_ what: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG226", "\(what) is not a finite number", at: range)
  }

  static func indexOutOfRange(_ index: Int, size: Int, axis: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG227", "index \(index) is outside axis \(axis), which has \(size) element\(size == 1 ? "" : "s")",
      at: range,
      notes: [
        Note(
          index < 0
            ? "indices start at 0 and never count from the end"
            : size == 0
              ? "the axis is empty" : "indices run from 0 to \(size - 1), both ends of a range included")
      ])
  }

  static func tooManyIndices(_ count: Int, rank: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG228", "\(count) indices for \(rank == 0 ? "a scalar" : "\(rank) ax\(rank == 1 ? "is" : "es")")",
      at: range)
  }

  static func operandTypes(_ op: String, _ a: String, _ b: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("QG229", "`\(op)` does not apply to \(a) and \(b)", at: range)
  }

  static func tooLarge(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG230", "this expands to more than \(count) statements", at: range,
      notes: [Note("loops and calls are expanded at compile time; the limit is a million statements")])
  }
}
