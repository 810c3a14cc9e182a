import QganIR
import QganSema
import QganSyntax

/// What names stand for where they are used.
extension SymbolIndex {
  mutating func use(
    _ range: SourceRange, _ target: Target, isDefinition: Bool = false, value: SourceRange? = nil
  ) {
    occurrences.append(Occurrence(range: range, target: target, isDefinition: isDefinition, value: value))
  }

  mutating func use(_ range: SourceRange, _ builtin: Builtin) { use(range, .builtin(builtin)) }

  /// Uses the symbol declared at `definition`, if it is known.
  mutating func use(_ range: SourceRange, declaredAt definition: SourceRange?) {
    if let definition, let symbol = symbolAt[definition] { use(range, .symbol(symbol)) }
  }

  func found(_ name: String) -> Int? {
    for block in blocks.reversed() {
      if let symbol = block[name] { return symbol }
    }
    return nil
  }

  /// The parts of a dotted name but the last.
  mutating func qualifiers(of name: QualifiedName) {
    var space: FileScope? = scope
    for part in name.parts.dropLast() {
      var alias: SourceRange?
      if let inner = space { alias = Self.alias(part.text, in: inner, seen: []) }
      use(part.range, declaredAt: alias)
      space = space?.namespaces[part.text]
    }
  }

  /// Where `include ... as name` stands, in the file or in what it includes plainly.
  static func alias(_ name: String, in scope: FileScope, seen: Set<Int>) -> SourceRange? {
    guard !seen.contains(scope.file) else { return nil }
    for declaration in scope.syntax.declarations {
      guard case .include(let include) = declaration.kind else { continue }
      if include.alias?.text == name { return include.alias?.range }
      if include.alias == nil, let inner = scope.includes[include.pathRange],
        let found = alias(name, in: inner, seen: seen.union([scope.file]))
      {
        return found
      }
    }
    return nil
  }

  mutating func value(_ name: QualifiedName) {
    let last = name.parts[name.parts.count - 1]
    if name.parts.count == 1 {
      if let symbol = found(last.text) ?? registers[last.text] { return use(last.range, .symbol(symbol)) }
    }
    if let declared = scope.value(name) {
      qualifiers(of: name)
      return use(last.range, declaredAt: declared.symbol.name.range)
    }
    guard name.parts.count == 1 else { return qualifiers(of: name) }
    if Elaborator.numbers[last.text] != nil {
      use(last.range, .number(last.text))
    } else if catalog.layers[last.text] != nil {
      use(last.range, .layer(last.text))
    } else if Elaborator.layerFunctions.contains(last.text) {
      use(last.range, .layerFunction(last.text))
    }
  }

  mutating func operation(_ name: QualifiedName) {
    let last = name.parts[name.parts.count - 1]
    if let declared = scope.operation(name) {
      qualifiers(of: name)
      use(last.range, declaredAt: declared.symbol.name.range)
    } else if name.parts.count == 1, Gates.isBuiltin(last.text) {
      use(last.range, .gate(last.text))
    }
  }
}
