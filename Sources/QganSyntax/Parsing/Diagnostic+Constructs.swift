/// Mistakes in single constructs.
extension Diagnostic {
  static func operatorAfterPipe(_ range: SourceRange, _ text: String, pipe: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG109", "`\(text)` cannot follow a pipe: `|>` binds loosest and leads to a layer", at: range,
      notes: [Note("this is the pipe", at: pipe)],
      fixes: [
        Fix(
          "put the pipe in parentheses",
          edits: [
            Edit(range: pipe.startPoint, replacement: "("), Edit(range: pipe.endPoint, replacement: ")"),
          ])
      ])
  }

  static func pipeIntoValue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG110", "`|>` leads to a layer: a name, with indices and arguments if need be", at: range)
  }

  static func chainedComparison(_ range: SourceRange, middle: String) -> Diagnostic {
    Diagnostic(
      "QG111", "comparisons do not chain", at: range,
      fixes: [
        Fix(
          "compare twice", edits: [Edit(range: range.startPoint, replacement: "&& \(middle) ")],
          isSafe: false)
      ])
  }

  static func assignmentInCondition(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG112", "`=` binds a name; `==` compares", at: range,
      fixes: [Fix("write `==`", edits: [Edit(range: range, replacement: "==")])])
  }

  static func foreignOperator(_ range: SourceRange, _ text: String, correction: String) -> Diagnostic {
    Diagnostic(
      "QG113", "`\(text)` is not an operator; it is written `\(correction)`", at: range,
      fixes: [Fix("write `\(correction)`", edits: [Edit(range: range, replacement: correction)])])
  }

  static func loopWithoutType(_ variable: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG119", "the loop variable lacks its type", at: variable,
      fixes: [Fix("insert `int`", edits: [Edit(range: variable.startPoint, replacement: "int ")])])
  }

  static func parenthesizedFor(_ opening: SourceRange, closing: SourceRange, isCounting: Bool)
    -> Diagnostic
  {
    var d = Diagnostic("QG120", "`for` has no parentheses", at: opening)
    if isCounting {
      d.notes.append(Note("a loop that counts is written `for int i in [0:n-1] { ... }`"))
    } else {
      d.fixes.append(
        Fix(
          "remove the parentheses",
          edits: [Edit(range: opening, replacement: ""), Edit(range: closing, replacement: "")]))
    }
    return d
  }

  static func bareRange(_ range: SourceRange, text: String) -> Diagnostic {
    Diagnostic(
      "QG121", "a range stands in brackets", at: range,
      fixes: [Fix("write `[\(text)]`", edits: [Edit(range: range, replacement: "[\(text)]")])])
  }

  static func dottedRange(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG121", "a range is written `[a:b]`", at: range,
      notes: [Note("both ends belong to it: `[0:3]` is 0, 1, 2, 3")],
      fixes: [Fix("write `:`", edits: [Edit(range: range, replacement: ":")], isSafe: false)])
  }

  static func rangeAmongElements(_ range: SourceRange) -> Diagnostic {
    Diagnostic("QG121", "a range stands alone in its brackets, not among elements", at: range)
  }

  static func incompleteRange(_ range: SourceRange, fix: Fix?) -> Diagnostic {
    Diagnostic(
      "QG122", "a range has both its ends, and both belong to it", at: range,
      notes: [Note("`:` alone takes an axis whole")], fixes: fix.map { [$0] } ?? [])
  }

  static func circuitWithoutForm(_ place: SourceRange, name: String, register: SourceRange?) -> Diagnostic {
    guard let register else {
      return Diagnostic(
        "QG123", "circuit `\(name)` says neither what it returns nor what qubits it acts on", at: place,
        notes: [
          Note("a layer: `circuit \(name)(...) -> float[n] { ... }`"),
          Note("a subroutine: `circuit \(name)(...) qubit[n] q { ... }`"),
        ])
    }
    return Diagnostic(
      "QG123", "the registers of a circuit are declared with `qubit`", at: register,
      fixes: [
        Fix("insert `qubit`", edits: [Edit(range: register.startPoint, replacement: "qubit ")], isSafe: false)
      ])
  }

  static func missingResultType(_ arrow: SourceRange) -> Diagnostic {
    Diagnostic("QG124", "the type of the result is missing after `->`, such as `float[n]`", at: arrow)
  }

  static func propertyWithoutColon(_ range: SourceRange, key: String, replacing place: SourceRange?)
    -> Diagnostic
  {
    let edit = Edit(range: place ?? range, replacement: place == nil ? ":" : ": ")
    return Diagnostic(
      "QG125", "`\(key)` and its value are separated by `:`", at: range,
      fixes: [Fix(place == nil ? "insert `:`" : "write `:`", edits: [edit])])
  }

  static func wrongSettingMark(_ range: SourceRange, meant: String, in owner: String) -> Diagnostic {
    Diagnostic(
      "QG126", "a line of \(owner) is written with `\(meant)`", at: range,
      fixes: [Fix("write `\(meant)`", edits: [Edit(range: range, replacement: meant)])])
  }

  static func missingType(_ name: Name, of what: String, guess: String) -> Diagnostic {
    Diagnostic(
      "QG132", "`\(name.text)` lacks its type", at: name.range,
      fixes: [
        Fix(
          "insert `\(guess)`", edits: [Edit(range: name.range.startPoint, replacement: guess + " ")],
          isSafe: false)
      ])
  }

  static func typeAfterName(_ colon: SourceRange, name: Name, type: String, whole: SourceRange) -> Diagnostic
  {
    let replacement = "\(type) \(name.text)"
    return Diagnostic(
      "QG132", "the type stands before the name", at: colon,
      fixes: [Fix("write `\(replacement)`", edits: [Edit(range: whole, replacement: replacement)])])
  }

  static func unknownType(_ range: SourceRange, _ text: String, suggestion: String?) -> Diagnostic {
    Diagnostic(
      "QG133", "`\(text)` is not a type", at: range,
      notes: [Note("the types are `int`, `float`, `angle`, `bool`, `string` and `layer`")],
      fixes: suggestion.map {
        [Fix("write `\($0)`", edits: [Edit(range: range, replacement: $0)], isSafe: false)]
      } ?? [])
  }

  static func constMissing(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG134", "a declaration with a type starts with `const`", at: range,
      fixes: [Fix("insert `const`", edits: [Edit(range: range.startPoint, replacement: "const ")])])
  }

  static func notCallable(_ range: SourceRange, isCall: Bool, base: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG137", "what stands here cannot be \(isCall ? "called" : "indexed")", at: range,
      notes: [Note("give it a name first; a product is written with `*`", at: base)])
  }

  static func labelWithEquals(_ range: SourceRange, label: Name, replacing place: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      "QG138", "a label and its value are separated by `:`", at: range,
      notes: [Note("this is the label", at: label.range)],
      fixes: [Fix("write `:`", edits: [Edit(range: place, replacement: ": ")])])
  }

  static func sizeAfterName(_ range: SourceRange, name: String, isRegister: Bool) -> Diagnostic {
    Diagnostic("QG139", "sizes belong to the type: `float[n] \(name)`", at: range)
  }

  static func sizeAfterRegister(
    _ range: SourceRange, name: Name, size: String, insertion: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      "QG139", "the size of a register stands before its name", at: range,
      fixes: [
        Fix(
          "write `qubit\(size) \(name.text)`",
          edits: [Edit(range: insertion, replacement: size), Edit(range: range, replacement: "")])
      ])
  }

  static func registerAmongParameters(_ range: SourceRange, text: String) -> Diagnostic {
    Diagnostic(
      "QG140", "registers stand behind the parentheses of a circuit", at: range,
      notes: [Note("as in `circuit f(angle a) \(text) { ... }`")])
  }

  static func elementAssignment(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG141", "an element cannot be assigned: names are bound, nothing is mutated", at: range,
      notes: [Note("`layer blocks[i] = ...;` makes one layer per index of a loop")])
  }

  static func readoutInExpression(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG143", "a read-out is the whole right side of a binding or of `return`", at: range,
      notes: [Note("bind it first, `e = expval(Z) q;`, and use `e`")])
  }

  static func typeInGate(_ range: SourceRange, removing place: SourceRange) -> Diagnostic {
    Diagnostic(
      "QG148", "a gate's angles and qubits are bare names", at: range,
      notes: [Note("a `circuit` with registers has types: `circuit f(angle a) qubit[n] q { ... }`")],
      fixes: [Fix("remove the type", edits: [Edit(range: place, replacement: "")])])
  }
}
