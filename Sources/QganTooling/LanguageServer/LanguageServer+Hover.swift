import QganSema
import QganSyntax

extension LanguageServer {
  /// What stands under the caret: its declaration and documentation, its type and shape, and how many weights it makes.
  func hover(_ place: Place) -> JSON {
    let checked = place.checked
    if let occurrence = checked.index.occurrence(file: 0, at: place.offset),
      let text = markdown(occurrence, checked)
    {
      return Self.hover(text, checked.json(occurrence.range))
    }
    // Between names: the smallest expression round the caret, such as the pipe that an operator belongs to.
    guard let token = token(at: place.offset, checked), token.kind != .endOfFile else { return .null }
    let around = checked.notes(about: checked.lexed.range(of: token)).facts.filter {
      $0.key.file == 0 && $0.key.start <= token.start && token.end <= $0.key.end
    }
    guard let (range, facts) = around.min(by: { $0.key.end - $0.key.start < $1.key.end - $1.key.start })
    else {
      return .null
    }
    return Self.hover("```qgan\n\(Self.types(facts))\n```", checked.json(range))
  }

  private static func hover(_ markdown: String, _ range: JSON) -> JSON {
    ["contents": ["kind": "markdown", "value": .string(markdown)], "range": range]
  }

  private func token(at offset: Int, _ checked: CheckedProgram) -> Token? {
    checked.lexed.tokens.first { $0.start <= offset && offset < $0.end }
  }

  private func markdown(_ occurrence: SymbolIndex.Occurrence, _ checked: CheckedProgram) -> String? {
    switch occurrence.target {
    case .file(let file):
      let path = checked.file(file).path
      return path.hasPrefix("std/") ? "`\(path)`, part of qganc" : "`\(path)`"
    case .builtin(.gate(let name)): return GateDescription.markdown(name)
    case .builtin(let builtin):
      guard var text = BuiltinDescription(builtin, checked.catalog)?.markdown else { return nil }
      if case .layer = builtin, let uses = uses(ofCallAt: occurrence.range, checked) {
        text += "\n\n" + uses.map { "Here: \(Self.described($0))" }.joined(separator: "\n\n")
      }
      return text
    case .symbol(let number): return markdown(checked.index.symbols[number], number, occurrence, checked)
    }
  }

  private func markdown(
    _ symbol: SymbolIndex.Symbol, _ number: Int, _ occurrence: SymbolIndex.Occurrence,
    _ checked: CheckedProgram
  ) -> String {
    var head = Self.oneLine(checked.text(symbol.head))
    if symbol.kind == .size { head = "const \(symbol.name)  // the size that arrives" }
    var text = "```qgan\n\(head)\n```"
    if symbol.kind != .circuit, symbol.kind != .model {
      let facts = facts(of: symbol, number, occurrence, checked)
        .filter { $0.shape != nil || $0.kind == "bool" }
      if !facts.isEmpty { text += "\n\nHere: `\(Self.types(facts))`" }
    }
    if let uses = uses(ofCallAt: occurrence.range, checked)
      ?? checked.notes(about: symbol.definition).uses[symbol.definition]
    {
      text += uses.map { "\n\n\(Self.described($0))" }.joined()
    }
    if let documentation = symbol.documentation { text += "\n\n\(documentation)" }
    let path = checked.file(symbol.definition.file).path
    if symbol.definition.file != 0 { text += "\n\nDeclared in `\(path)`." }
    return text
  }

  /// The facts about a name where it stands, or where it was bound, or wherever it is used.
  private func facts(
    of symbol: SymbolIndex.Symbol, _ number: Int, _ occurrence: SymbolIndex.Occurrence,
    _ checked: CheckedProgram
  ) -> [ElaborationNotes.Fact] {
    let near = checked.notes(about: occurrence.range)
    if let here = near.facts[occurrence.range], !here.isEmpty { return here }
    let value = occurrence.value ?? (occurrence.range == symbol.definition ? symbol.value : nil)
    if let value, let bound = near.facts[value] { return bound }
    var all: [ElaborationNotes.Fact] = []
    for other in checked.index.occurrences where other.target == .symbol(number) {
      let facts = checked.notes(about: other.range).facts[other.range] ?? []
      for fact in facts where !all.contains(fact) { all.append(fact) }
    }
    return Array(all.prefix(ElaborationNotes.limit))
  }

  /// What is known of the smallest call, with or without a pipe, that begins or ends with the name at `range`.
  private func uses(ofCallAt range: SourceRange, _ checked: CheckedProgram) -> [ElaborationNotes.Use]? {
    let calls = checked.notes(about: range).uses.filter { call, _ in
      call.file == range.file && call.start <= range.start && range.end <= call.end
        && Self.callee(of: call, checked).map { $0 == range } == true
    }
    return calls.min { $0.key.end - $0.key.start < $1.key.end - $1.key.start }?.value
  }

  /// The name that a call ends with: behind its last pipe outside of brackets, without the arguments.
  private static func callee(of call: SourceRange, _ checked: CheckedProgram) -> SourceRange? {
    guard call.file == 0 else { return nil }
    let tokens = checked.lexed.tokens
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].start < call.start { low = middle + 1 } else { high = middle }
    }
    var depth = 0
    var first = low
    var i = low
    while i < tokens.count, tokens[i].end <= call.end {
      switch tokens[i].kind {
      case .leftParenthesis, .leftBracket: depth += 1
      case .rightParenthesis, .rightBracket: depth -= 1
      case .pipe where depth == 0: first = i + 1
      default: break
      }
      i += 1
    }
    // The last part of a dotted name.
    while first + 2 < i, tokens[first].kind == .name, tokens[first + 1].kind == .dot { first += 2 }
    guard first < i, tokens[first].kind == .name else { return nil }
    return checked.lexed.range(of: tokens[first])
  }

  /// `float[3, 8, 8]`, several after one another where a body is used with several shapes.
  static func types(_ facts: [ElaborationNotes.Fact]) -> String {
    var texts: [String] = []
    for fact in facts {
      let text = fact.number.map { "\(fact.type) = \(GateDescription.number($0))" } ?? fact.type
      if !texts.contains(text) { texts.append(text) }
    }
    return texts.joined(separator: " | ") + (facts.count == ElaborationNotes.limit ? " | ..." : "")
  }

  private static func described(_ use: ElaborationNotes.Use) -> String {
    func shape(_ shape: [Int]) -> String {
      shape.isEmpty ? "float" : "float[\(shape.map(String.init).joined(separator: ", "))]"
    }
    let inputs = use.inputs.map(shape).joined(separator: ", ")
    let result = use.result.map(shape) ?? "?"
    let weights = use.weights == 0 ? "" : ", \(grouped(use.weights)) parameter\(use.weights == 1 ? "" : "s")"
    return "`\(inputs.isEmpty ? "()" : inputs) -> \(result)`\(weights)"
  }

  /// A count with its thousands told apart.
  private static func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    var i = digits.count - 3
    while i > 0 {
      digits.insert(",", at: i)
      i -= 3
    }
    return String(digits)
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
