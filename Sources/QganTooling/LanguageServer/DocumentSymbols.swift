import QganSyntax

extension LanguageServer {
  /// The outline of a document: declarations, and in them weights, layers, registers and properties.
  func documentSymbols(_ document: Document) -> JSON {
    let checked = checked(document.uri)
    return .array(
      checked.program.main.syntax.declarations.compactMap { outline($0, checked) })
  }

  private func outline(_ declaration: Declaration, _ checked: CheckedProgram) -> JSON? {
    func symbol(
      _ name: String, _ at: SourceRange, _ kind: Int, detail: String = "", children: [JSON] = [],
      whole: SourceRange? = nil
    ) -> JSON {
      // The range of the name must lie in that of the whole.
      var range = whole ?? declaration.range
      range = range.union(at)
      return [
        "name": .string(name.isEmpty ? "?" : name), "detail": .string(detail), "kind": .int(kind),
        "range": checked.json(range), "selectionRange": checked.json(at), "children": .array(children),
      ]
    }
    func part(_ name: Name, _ kind: Int, _ detail: String, _ whole: SourceRange) -> JSON {
      symbol(name.text, name.range, kind, detail: detail, whole: whole)
    }
    func parts(_ parameters: [ParameterSyntax], _ body: Block) -> [JSON] {
      var result = parameters.map { parameter in
        let kind = if case .const = parameter.kind { 14 } else { 13 }
        return part(parameter.name, kind, checked.text(parameter.range), parameter.range)
      }
      for statement in body.statements {
        switch statement.kind {
        case .register(let r): result.append(part(r.name, 13, checked.text(r.range), statement.range))
        case .layer(let name, _, let value):
          result.append(part(name, 8, checked.text(value.range), statement.range))
        case .parameter(let p): result.append(part(p.name, 13, checked.text(p.range), statement.range))
        default: break
        }
      }
      return result
    }
    func properties(_ list: [Property]) -> [JSON] {
      list.map { part($0.key, 7, checked.text($0.value.range), $0.range) }
    }
    switch declaration.kind {
    case .include(let d):
      return d.alias.map { symbol($0.text, $0.range, 3, detail: d.path) }
        ?? symbol(d.path, d.pathRange, 3)
    case .constant(let d):
      return symbol(d.name.text, d.name.range, 14, detail: d.isConfig ? "config" : "const")
    case .gate(let d): return symbol(d.name.text, d.name.range, 25, detail: "gate")
    case .circuit(let d):
      let detail = if case .layer = d.form { "circuit" } else { "subroutine" }
      return symbol(
        d.name.text, d.name.range, 12, detail: detail, children: parts(d.parameters, d.body))
    case .model(let d):
      return symbol(d.name.text, d.name.range, 5, detail: "model", children: parts(d.parameters, d.body))
    case .dataset(let d):
      return symbol(d.name.text, d.name.range, 19, detail: "dataset", children: properties(d.properties))
    case .train(let d):
      return symbol(d.name.text, d.name.range, 2, detail: "train", children: properties(d.properties))
    case .variant(let d): return symbol(d.name.text, d.name.range, 22, detail: "variant of \(d.base.text)")
    case .sweep(let d):
      let bases = d.bases.map(\.text).joined(separator: ", ")
      return symbol(d.name.text, d.name.range, 10, detail: "sweep of \(bases)")
    }
  }
}
