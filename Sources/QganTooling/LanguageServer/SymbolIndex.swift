import QganIR
import QganSema
import QganSyntax

/// Where every name of a program is declared and used.
struct SymbolIndex {
  /// Something that a program declares.
  struct Symbol {
    enum Kind: String {
      case constant, config, gate, subroutine, circuit, model, dataset, train, variant, sweep, namespace
      case const, input, param, angle, size, register, qubit, binding, weight, layer
      case loopVariable = "loop variable"

      /// Whether it belongs to a file rather than to a body.
      var isTopLevel: Bool {
        switch self {
        case .constant, .config, .gate, .subroutine, .circuit, .model, .dataset, .train, .variant, .sweep,
          .namespace:
          true
        default: false
        }
      }
    }

    var name: String
    var kind: Kind
    /// The name where it is first declared: the symbol's identity.
    var definition: SourceRange
    /// What to show of the declaration: its head.
    var head: SourceRange
    var documentation: String?
    /// The declaration whose body it belongs to; `nil` at the top of a file.
    var container: SourceRange?
    /// The expression that it is bound to.
    var value: SourceRange?
  }

  /// A name that the language or its library gives a meaning.
  enum Builtin: Hashable {
    case layer(String)
    case gate(String)
    case number(String)
    case layerFunction(String)
    case loss(String)
    case optimizer(String)
    case schedule(String)
    case initializer(String)
    case latent(String)
    case augmentation(String)
    case dataset(String)
    case action(String)
    case extractor(String)
    case datasetKey(String)
    case trainKey(String)
    /// A const parameter of a builtin, where a call labels it.
    indirect case label(String, of: Builtin)
    case observable(String)
  }

  enum Target: Hashable {
    case symbol(Int)
    case builtin(Builtin)
    /// A file, by its index in the source map.
    case file(Int)
  }

  struct Occurrence {
    var range: SourceRange
    var target: Target
    /// Whether it declares or binds.
    var isDefinition = false
    /// What a binding anew binds.
    var value: SourceRange?
  }

  private(set) var symbols: [Symbol] = []
  /// In the order of the text, file by file.
  private(set) var occurrences: [Occurrence] = []
  private var symbolAt: [SourceRange: Int] = [:]
  /// Const parameters and others of a declaration by the place of its name.
  private var parameters: [SourceRange: [String: Int]] = [:]
  let catalog: Catalog

  // MARK: The walk's state

  private var scope: FileScope
  /// The names of a body, innermost block last.
  private var blocks: [[String: Int]] = []
  private var registers: [String: Int] = [:]
  private var container: SourceRange?

  init(_ program: Program, catalog: Catalog) {
    self.catalog = catalog
    scope = program.main
    for file in program.scopes { declareFile(file) }
    for file in program.scopes {
      scope = file
      for declaration in file.syntax.declarations { walk(declaration) }
    }
    occurrences.sort {
      ($0.range.file, $0.range.start, $0.range.end) < ($1.range.file, $1.range.start, $1.range.end)
    }
  }

  /// What stands at `offset`, also just behind it; the innermost.
  func occurrence(file: Int, at offset: Int) -> Occurrence? {
    let here = occurrences.filter {
      $0.range.file == file && $0.range.start <= offset && offset <= $0.range.end
    }
    return here.first { offset < $0.range.end } ?? here.last
  }

  /// The symbol declared at `range`.
  func symbol(at range: SourceRange) -> Int? { symbolAt[range] }

  // MARK: Declarations

  private mutating func add(_ symbol: Symbol) -> Int {
    if let known = symbolAt[symbol.definition] { return known }
    symbols.append(symbol)
    symbolAt[symbol.definition] = symbols.count - 1
    occurrences.append(
      Occurrence(range: symbol.definition, target: .symbol(symbols.count - 1), isDefinition: true))
    return symbols.count - 1
  }

  private mutating func declareFile(_ file: FileScope) {
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

  private mutating func declareParameters(_ list: [ParameterSyntax], of owner: Name) {
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

  private mutating func local(
    _ name: Name, _ kind: Symbol.Kind, _ head: SourceRange, value: SourceRange? = nil
  ) -> Int {
    add(
      Symbol(
        name: name.text, kind: kind, definition: name.range, head: head, documentation: nil,
        container: container, value: value))
  }

  // MARK: Uses

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

  private func found(_ name: String) -> Int? {
    for block in blocks.reversed() {
      if let symbol = block[name] { return symbol }
    }
    return nil
  }

  /// The parts of a dotted name but the last.
  private mutating func qualifiers(of name: QualifiedName) {
    var space: FileScope? = scope
    for part in name.parts.dropLast() {
      var alias: SourceRange?
      if let inner = space { alias = Self.alias(part.text, in: inner, seen: []) }
      use(part.range, declaredAt: alias)
      space = space?.namespaces[part.text]
    }
  }

  /// Where `include ... as name` stands, in the file or in what it includes plainly.
  private static func alias(_ name: String, in scope: FileScope, seen: Set<Int>) -> SourceRange? {
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

  private mutating func value(_ name: QualifiedName) {
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

  private mutating func operation(_ name: QualifiedName) {
    let last = name.parts[name.parts.count - 1]
    if let declared = scope.operation(name) {
      qualifiers(of: name)
      use(last.range, declaredAt: declared.symbol.name.range)
    } else if name.parts.count == 1,
      Gates.named(last.text) != nil || last.text == Gates.unitary || last.text == "amplitudes"
    {
      use(last.range, .gate(last.text))
    }
  }

  // MARK: The walk

  private mutating func walk(_ declaration: Declaration) {
    blocks = [[:]]
    registers = [:]
    container = declaration.range
    switch declaration.kind {
    case .include(let d):
      if let included = scope.includes[d.pathRange] { use(d.pathRange, .file(included.file)) }
    case .constant(let d):
      walk(d.type)
      walk(d.value)
    case .gate(let d):
      for angle in d.angles { blocks[0][angle.text] = symbolAt[angle.range] }
      for qubit in d.qubits { registers[qubit.text] = symbolAt[qubit.range] }
      walk(d.body)
    case .circuit(let d):
      enter(d.parameters)
      switch d.form {
      case .layer(let result): walk(result)
      case .subroutine(let declared):
        for register in declared {
          registers[register.name.text] = symbolAt[register.name.range]
          if let size = register.size { walk(size) }
        }
      }
      walk(d.body)
    case .model(let d):
      enter(d.parameters)
      if let result = d.result { walk(result) }
      walk(d.body)
    case .dataset(let d):
      for property in d.properties {
        use(property.key.range, .datasetKey(property.key.text))
        walk(property.value, property: property.key.text)
      }
    case .train(let d):
      for property in d.properties {
        use(property.key.range, .trainKey(property.key.text))
        walk(property.value, property: property.key.text)
      }
      for schedule in d.schedules {
        walk(schedule.interval)
        for action in schedule.actions {
          walk(action) { [catalog] in catalog.actions[$0].map { .action($0.name) } }
        }
      }
    case .variant(let d):
      use(d.base.range, declaredAt: scope.values[d.base.text]?.symbol.name.range)
      for setting in d.settings { walk(setting: setting.name, [setting.value]) }
    case .sweep(let d):
      for base in d.bases { use(base.range, declaredAt: scope.values[base.text]?.symbol.name.range) }
      for axis in d.axes {
        switch axis.values {
        case .set(let items, _): walk(setting: axis.name, items)
        case .expression(let e): walk(setting: axis.name, [e])
        }
      }
    }
    container = nil
  }

  /// A config or a property of a train block that a variant or sweep sets.
  private mutating func walk(setting name: Name, _ values: [Expression]) {
    if let declared = scope.values[name.text] {
      use(name.range, declaredAt: declared.symbol.name.range)
    } else if Elaborator.trainKeys.contains(name.text) {
      use(name.range, .trainKey(name.text))
    }
    for value in values { walk(value, property: name.text) }
  }

  private mutating func enter(_ list: [ParameterSyntax]) {
    for parameter in list {
      walk(parameter.type)
      switch parameter.kind {
      case .const(let value?): walk(value)
      case .param(let value?): walk(initializer: value)
      default: break
      }
      blocks[0][parameter.name.text] = symbolAt[parameter.name.range]
    }
  }

  private mutating func walk(_ type: TypeSyntax) {
    for dimension in type.dimensions { walk(dimension) }
  }

  private mutating func walk(_ dimension: Dimension) {
    switch dimension {
    case .size(let e): walk(e)
    case .binding(let name):
      if let known = found(name.text) {
        use(name.range, .symbol(known))
      } else {
        blocks[0][name.text] = local(name, .size, name.range)
      }
    }
  }

  private mutating func walk(_ block: Block) {
    blocks.append([:])
    for statement in block.statements { walk(statement) }
    blocks.removeLast()
  }

  private mutating func walk(_ statement: Statement) {
    let last = blocks.count - 1
    switch statement.kind {
    case .constant(let d):
      walk(d.type)
      walk(d.value)
      blocks[last][d.name.text] = local(d.name, .constant, statement.range, value: d.value.range)
    case .register(let r):
      if let size = r.size { walk(size) }
      registers[r.name.text] = local(r.name, r.size == nil ? .qubit : .register, r.range)
    case .parameter(let p):
      walk(p.type)
      if case .param(let value?) = p.kind { walk(initializer: value) }
      blocks[last][p.name.text] = local(p.name, .weight, p.range)
    case .layer(let name, let index, let value):
      if let index { walk(index) }
      walk(value)
      if index != nil, let known = found(name.text) {
        use(name.range, .symbol(known), isDefinition: true)
      } else {
        blocks[index == nil ? last : 0][name.text] = local(name, .layer, statement.range, value: value.range)
      }
    case .for(let type, let variable, let values, let body):
      walk(type)
      switch values {
      case .set(let items, _): for item in items { walk(item) }
      case .expression(let e): walk(e)
      }
      blocks.append([variable.text: local(variable, .loopVariable, type.range.union(variable.range))])
      walk(body)
      blocks.removeLast()
    case .conditional(let c): walk(c)
    case .binding(let name, let result):
      walk(result)
      if let known = found(name.text) {
        use(name.range, .symbol(known), isDefinition: true, value: result.range)
      } else {
        blocks[last][name.text] = local(name, .binding, name.range, value: result.range)
      }
    case .return(let result): walk(result)
    case .barrier(let operands): for operand in operands { walk(operand) }
    case .apply(let call): walk(call)
    }
  }

  private mutating func walk(_ c: Conditional) {
    walk(c.condition)
    walk(c.then)
    switch c.otherwise {
    case .block(let b)?: walk(b)
    case .conditional(let inner)?: walk(inner)
    case nil: break
    }
  }

  private mutating func walk(_ result: ResultSyntax) {
    switch result {
    case .expression(let e): walk(e)
    case .readout(let r):
      if case .expval(let names) = r.kind {
        for name in names where Pauli(rawValue: name.text) != nil { use(name.range, .observable(name.text)) }
      }
      for operand in r.operands { walk(operand) }
    }
  }

  private mutating func walk(_ call: GateCall) {
    for modifier in call.modifiers {
      switch modifier.kind {
      case .power(let e), .control(let e?), .negatedControl(let e?): walk(e)
      default: break
      }
    }
    operation(call.name)
    let owner = scope.operation(call.name)?.symbol.name.range
    for argument in call.arguments ?? [] { walk(argument, owner: owner, builtin: nil) }
    for operand in call.operands { walk(operand) }
  }

  private mutating func walk(_ operand: Operand) {
    if let symbol = registers[operand.name.text] ?? found(operand.name.text) {
      use(operand.name.range, .symbol(symbol))
    }
    for item in operand.items { walk(item) }
  }

  private mutating func walk(_ item: IndexItem) {
    switch item {
    case .element(let e): walk(e)
    case .range(let first, let step, let end, _):
      walk(first)
      if let step { walk(step) }
      walk(end)
    case .all: break
    }
  }

  private mutating func walk(_ argument: Argument, owner: SourceRange?, builtin: Builtin?) {
    if let label = argument.label {
      if let owner, let symbol = parameters[owner]?[label.text] {
        use(label.range, .symbol(symbol))
      } else if let builtin {
        use(label.range, .label(label.text, of: builtin))
      }
    }
    walk(argument.value)
  }

  /// The value of a property, whose table of names comes before the file's own.
  private mutating func walk(_ value: Expression, property: String) {
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

  private mutating func walk(initializer value: Expression) {
    walk(value) { [catalog] name in catalog.initializers[name].map { _ in .initializer(name) } }
  }

  /// An expression whose outermost name may come from a table.
  private mutating func walk(_ value: Expression, table: (String) -> Builtin?) {
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

  private mutating func walk(_ expression: Expression) {
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
