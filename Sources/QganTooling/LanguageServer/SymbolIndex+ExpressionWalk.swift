import QganSema
import QganSyntax

/// The walk through expressions.
extension SymbolIndex {
  mutating func walk(_ argument: Argument, owner: SourceRange?, builtin: Builtin?) {
    if let label = argument.label {
      if let owner, let symbol = parameters[owner]?[label.text] {
        use(label.range, .symbol(symbol))
      } else if let builtin {
        use(label.range, .label(label.text, of: builtin))
      }
    }
    if case .string(let text) = argument.value.kind { strings.append((argument.value.range, text)) }
    walk(argument.value)
  }

  /// The value of a property, whose table of names comes before the file's own.
  mutating func walk(_ value: Expression, property: String) {
    let catalog = catalog
    let scope = scope
    walk(value) { name in
      // What the file declares comes first only where it can be meant.
      switch (property, scope.values[name]?.symbol) {
      case ("loss", .model?), ("source", .dataset?), ("features", .some): return nil
      default: break
      }
      return
        switch property
      {
      case "loss": catalog.losses[name].map { _ in .loss(name) }
      case "optimizer": catalog.optimizers[name].map { _ in .optimizer(name) }
      case "schedule": catalog.schedules[name].map { _ in .schedule(name) }
      case "latent": catalog.latents[name].map { _ in .latent(name) }
      case "augment", "diff_augment": catalog.augmentations[name].map { _ in .augmentation(name) }
      case "source": catalog.datasets[name].map { _ in .dataset(name) }
      case "features": catalog.extractors[name].map { _ in .extractor(name) }
      default: nil
      }
    }
  }

  mutating func walk(initializer value: Expression) {
    walk(value) { [catalog] name in catalog.initializers[name].map { _ in .initializer(name) } }
  }

  /// An expression whose outermost name may come from a table.
  mutating func walk(_ value: Expression, table: (String) -> Builtin?) {
    switch value.kind {
    case .list(let items):
      for item in items { walk(item, table: table) }
    case .name(let name):
      if name.parts.count == 1, let builtin = table(name.text) {
        use(name.range, builtin)
      } else {
        walk(value)
      }
    case .call(let callee, let arguments):
      if case .name(let name) = callee.kind, name.parts.count == 1, let builtin = table(name.text) {
        use(name.range, builtin)
        for argument in arguments { walk(argument, owner: nil, builtin: builtin) }
      } else {
        walk(value)
      }
    default: walk(value)
    }
  }

  mutating func walk(_ expression: Expression) {
    switch expression.kind {
    case .integer, .float, .string, .boolean, .error: break
    case .list(let items):
      for item in items { walk(item) }
    case .range(let first, let step, let end):
      walk(first)
      if let step { walk(step) }
      walk(end)
    case .name(let name): value(name)
    case .call(let callee, let arguments):
      walk(callee)
      var owner: SourceRange?
      var builtin: Builtin?
      if case .name(let name) = callee.kind, name.parts.count > 1 || found(name.text) == nil {
        owner = scope.value(name)?.symbol.name.range
        if owner == nil, Elaborator.layerFunctions.contains(name.text) {
          builtin = .layerFunction(name.text)
        } else if owner == nil, catalog.layers[name.text] != nil {
          builtin = .layer(name.text)
        }
      }
      for argument in arguments { walk(argument, owner: owner, builtin: builtin) }
    case .index(let base, let items):
      walk(base)
      for item in items { walk(item) }
    case .unary(_, let e), .parenthesized(let e): walk(e)
    case .binary(_, let a, let b, _), .pipe(let a, let b):
      walk(a)
      walk(b)
    }
  }
}
