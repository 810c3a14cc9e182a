import QganIR
import QganSyntax

/// Findings about names that nothing has, and what they were probably meant to be.
extension Diagnostic {
  /// `elsewhere` gives the name here for names of other tools.
  static func unknownName(
    _ name: String, kind: String, at range: SourceRange, known: [String], elsewhere: [String: String] = [:]
  ) -> Diagnostic {
    var d = Diagnostic("QG201", "there is no \(kind) `\(name)` here", at: range)
    d.suggest(Suggestion.nearest(to: name, in: known, elsewhere: elsewhere), at: range)
    return d
  }

  static func unknownGate(_ name: QualifiedName, in scope: FileScope) -> Diagnostic {
    var known = Gates.builtinNames + Array(scope.operations.keys)
    for (space, other) in scope.namespaces { known += other.operations.keys.map { "\(space).\($0)" } }
    return unknownName(
      name.text, kind: "gate", at: name.range, known: known.sorted(), elsewhere: Gates.namesElsewhere)
  }

  /// `locals` are the names that the body has.
  static func unknownValue(
    _ name: QualifiedName, in scope: FileScope, locals: [String], _ catalog: Catalog
  ) -> Diagnostic {
    var known = locals + Array(scope.values.keys) + Array(Elaborator.numbers.keys)
    known += Array(catalog.layers.keys) + Elaborator.layerFunctions
    for (space, other) in scope.namespaces { known += other.values.keys.map { "\(space).\($0)" } }
    // Read-outs stand where values do.
    let elsewhere = catalog.layers.values.namesElsewhere.merging(ReadoutSyntax.elsewhere) { layer, _ in layer
    }
    return unknownName(
      name.text, kind: "value or layer", at: name.range, known: known.sorted(), elsewhere: elsewhere)
  }

  static func unknownObservable(_ name: String, at range: SourceRange) -> Diagnostic {
    var d = Diagnostic(
      "QG265", "there is no observable `\(name)`", at: range,
      notes: [Note("observables are `I`, `X`, `Y`, `Z` and products such as `Z @ X`")])
    let elsewhere = Gates.observablesElsewhere
    d.suggest(Suggestion.nearest(to: name, in: ["I", "X", "Y", "Z"], elsewhere: elsewhere), at: range)
    return d
  }

  /// Offers to write `nearest`, if there is one, in place of what stands at `range`.
  mutating func suggest(_ nearest: String?, at range: SourceRange) {
    guard let nearest else { return }
    fixes = [Fix("write `\(nearest)`", edits: [Edit(range: range, replacement: nearest)], isSafe: false)]
  }
}

extension Gates {
  /// The name here of what other tools call differently and stands where gates do.
  fileprivate static let namesElsewhere: [String: String] = {
    var names = all.namesElsewhere
    for (name, others) in statesAndMatrices {
      for other in others { names[other] = name }
    }
    return names
  }()

  /// The observable for what other tools call the gate of that name.
  fileprivate static let observablesElsewhere: [String: String] = {
    let observables = ["id": "I", "x": "X", "y": "Y", "z": "Z"]
    return all.namesElsewhere.compactMapValues { observables[$0] }
  }()
}

extension Sequence where Element: CatalogEntry {
  /// The name here of everything that other tools call differently.
  var namesElsewhere: [String: String] {
    Dictionary(flatMap { entry in entry.elsewhere.map { ($0, entry.name) } }) { first, _ in first }
  }
}
