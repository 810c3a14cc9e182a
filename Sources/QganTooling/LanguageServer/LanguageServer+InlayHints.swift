import QganSema
import QganSyntax

extension LanguageServer {
  /// The shape of what flows behind every `|>`, and before the first one.
  func inlayHints(_ document: Document, _ parameters: JSON) -> JSON {
    let checked = checked(document.uri)
    let whole = 0..<document.text.utf8.count + 1
    let asked = document.text.offsets(parameters["range"]) ?? whole
    var finder = PipeFinder()
    for declaration in checked.program.main.syntax.declarations
    where declaration.range.start <= asked.upperBound && asked.lowerBound <= declaration.range.end {
      finder.visit(declaration)
    }
    let lines = checked.lines(of: 0)
    return .array(
      finder.pipes.sorted { $0.end < $1.end }.compactMap { range in
        guard asked.lowerBound <= range.end, range.end <= asked.upperBound,
          let facts = checked.notes(about: range).facts[range], facts.contains(where: { $0.shape != nil })
        else { return nil }
        let shaped = facts.filter { $0.shape != nil }
        var label = Self.types(Array(shaped.prefix(2)))
        if shaped.count > 2 { label += " | ..." }
        return [
          "position": lines.position(of: range.end).json, "label": .string(label), "kind": 1,
          "paddingLeft": true,
          "tooltip": .string("the shape of a sample here, in every use of the body: \(Self.types(facts))"),
        ]
      })
  }
}

/// Finds the pipes of declarations.
private struct PipeFinder {
  var pipes: [SourceRange] = []

  mutating func visit(_ declaration: Declaration) {
    switch declaration.kind {
    case .constant(let d): visit(d.value)
    case .circuit(let d): visit(d.body)
    case .model(let d): visit(d.body)
    case .dataset(let d): for property in d.properties { visit(property.value) }
    case .train(let d): for property in d.properties { visit(property.value) }
    default: break
    }
  }

  private mutating func visit(_ block: Block) {
    for statement in block.statements {
      switch statement.kind {
      case .constant(let d): visit(d.value)
      case .layer(_, _, let value): visit(value)
      case .for(_, _, _, let body): visit(body)
      case .conditional(let c): visit(c)
      case .binding(_, .expression(let e)), .return(.expression(let e)): visit(e)
      case .apply(let call): for argument in call.arguments ?? [] { visit(argument.value) }
      default: break
      }
    }
  }

  private mutating func visit(_ c: Conditional) {
    visit(c.then)
    switch c.otherwise {
    case .block(let b)?: visit(b)
    case .conditional(let inner)?: visit(inner)
    case nil: break
    }
  }

  private mutating func visit(_ e: Expression) {
    switch e.kind {
    case .pipe(let value, let layer):
      visit(value)
      visit(layer)
      pipes.append(e.range)
    case .list(let items): for item in items { visit(item) }
    case .call(let callee, let arguments):
      visit(callee)
      for argument in arguments { visit(argument.value) }
    case .index(let base, _): visit(base)
    case .unary(_, let inner), .parenthesized(let inner): visit(inner)
    case .binary(_, let a, let b, _):
      visit(a)
      visit(b)
    default: break
    }
  }
}
