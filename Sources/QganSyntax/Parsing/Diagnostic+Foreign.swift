/// What OpenQASM and other languages have and version 1 has not.
extension Diagnostic {
  static func measurement(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG114", "version 1 has no `measure`: a circuit ends in read-outs", at: range,
      notes: [
        Note("`return expval(Z) q;` gives expectations, `probs q` probabilities, `sample q` random outcomes")
      ])
  }

  static func reset(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG115", "version 1 has no `reset`: every register starts in |0> where it is declared", at: range)
  }

  static func conditionOnOutcome(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      "QG116", "version 1 cannot branch on the outcome of a measurement", at: range,
      notes: [Note("`if` is decided at compile time; a controlled gate, `ctrl @ x a, b;`, acts on qubits")])
  }

  static func classicalBits(_ range: SourceRange, _ word: String) -> Diagnostic {
    Diagnostic("QG117", "version 1 has no classical bits, so no `\(word)`", at: range)
  }

  static func quantumRegister(_ range: SourceRange, replacement: String) -> Diagnostic {
    Diagnostic(
      "QG118", "a register is declared by `qubit`", at: range,
      fixes: [Fix("write `\(replacement)`", edits: [Edit(range: range, replacement: replacement)])])
  }

  static func foreignStatement(_ range: SourceRange, _ word: String) -> Diagnostic {
    var d = Diagnostic("QG135", "version 1 has no `\(word)`", at: range)
    switch word {
    case "while", "break", "continue":
      d.notes.append(Note("loops are expanded at compile time: `for int i in [0:n-1] { ... }`"))
    case "elif", "elseif", "elsif": d.notes.append(Note("write `else if (...) { ... }`"))
    case "switch": d.notes.append(Note("choices are made at compile time: `if (k == 0) { ... }`"))
    case "gphase": d.notes.append(Note("a global phase changes no read-out; under `ctrl @` it is `p(a)`"))
    case "def": d.notes.append(Note("a subroutine is a `circuit` with registers"))
    default: break
    }
    return d
  }

  static func foreignReadout(_ range: SourceRange, _ word: String, replacement: String) -> Diagnostic {
    Diagnostic(
      "QG152", "there is no read-out `\(word)`", at: range,
      notes: [Note("read-outs are `expval(Z) q`, `probs q` and `sample q`")],
      fixes: [Fix("write `\(replacement)`", edits: [Edit(range: range, replacement: replacement)])])
  }

  static func declaredBinding(_ range: SourceRange, _ word: String, blank end: Int) -> Diagnostic {
    let place = SourceRange(file: range.file, start: range.start, end: end)
    return Diagnostic(
      "QG149", "a value is bound without `\(word)`: `a = e;`", at: range,
      fixes: [Fix("remove `\(word)`", edits: [Edit(range: place, replacement: "")])])
  }

  static func compoundAssignment(_ range: SourceRange, replacement: String, fix: Fix?) -> Diagnostic {
    Diagnostic(
      "QG150", "there is no such assignment: write `\(replacement)`", at: range,
      fixes: fix.map { [$0] } ?? [])
  }
}
