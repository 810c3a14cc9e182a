import QganSema
import QganSyntax

/// What files declare.
extension SymbolIndex {
  mutating func add(_ symbol: Symbol) -> Int {
    if let known = symbolAt[symbol.definition] { return known }
    symbols.append(symbol)
    symbolAt[symbol.definition] = symbols.count - 1
    occurrences.append(
      Occurrence(range: symbol.definition, target: .symbol(symbols.count - 1), isDefinition: true))
    return symbols.count - 1
  }

  mutating func declareFile(_ file: FileScope) {
    for declaration in file.syntax.declarations {
      func head(_ body: Block) -> SourceRange {
        SourceRange(
          file: declaration.range.file, start: declaration.range.start,
          end: max(declaration.range.start, body.range.start))
      }
      func declare(_ name: Name, _ kind: Symbol.Kind, _ head: SourceRange, value: SourceRange? = nil) -> Int {
        add(
          Symbol(
            name: name.text, kind: kind, definition: name.range, head: head,
            documentation: declaration.documentation, container: nil, value: value))
      }
      func start(to name: Name) -> SourceRange {
        SourceRange(
          file: name.range.file, start: min(declaration.range.start, name.range.start), end: name.range.end)
      }
      switch declaration.kind {
      case .include(let d):
        if let alias = d.alias { _ = declare(alias, .namespace, declaration.range) }
      case .constant(let d):
        _ = declare(d.name, d.isConfig ? .config : .constant, declaration.range, value: d.value.range)
      case .gate(let d):
        _ = declare(d.name, .gate, head(d.body))
        container = declaration.range
        for angle in d.angles { _ = local(angle, .angle, angle.range) }
        for qubit in d.qubits { _ = local(qubit, .qubit, qubit.range) }
      case .circuit(let d):
        if case .subroutine(let declared) = d.form {
          _ = declare(d.name, .subroutine, head(d.body))
          container = declaration.range
          for register in declared { _ = local(register.name, .register, register.range) }
        } else {
          _ = declare(d.name, .circuit, head(d.body))
        }
        container = declaration.range
        declareParameters(d.parameters, of: d.name)
      case .model(let d):
        _ = declare(d.name, .model, head(d.body))
        container = declaration.range
        declareParameters(d.parameters, of: d.name)
      case .dataset(let d): _ = declare(d.name, .dataset, start(to: d.name))
      case .train(let d): _ = declare(d.name, .train, start(to: d.name))
      case .variant(let d): _ = declare(d.name, .variant, start(to: d.name))
      case .sweep(let d): _ = declare(d.name, .sweep, start(to: d.name))
      }
      container = nil
    }
  }

  mutating func declareParameters(_ list: [ParameterSyntax], of owner: Name) {
    for parameter in list {
      let kind: Symbol.Kind =
        switch parameter.kind {
        case .const: .const
        case .input: .input
        case .param: .param
        case .plain: .angle
        }
      parameters[owner.range, default: [:]][parameter.name.text] = local(
        parameter.name, kind, parameter.range)
    }
  }

  mutating func local(
    _ name: Name, _ kind: Symbol.Kind, _ head: SourceRange, value: SourceRange? = nil
  ) -> Int {
    add(
      Symbol(
        name: name.text, kind: kind, definition: name.range, head: head, documentation: nil,
        container: container, value: value))
  }
}
