import OrderedCollections
import QganIR
import QganSyntax

extension Elaborator {
  /// Expands the statements of a body; what is wrong in one does not hide what is wrong in the next.
  func execute(_ statements: [Statement], _ frame: Frame) throws {
    for statement in statements {
      try charge(at: statement.range)
      do {
        try execute(statement, frame)
      } catch let reached as CutReached {
        throw reached
      } catch let error as Diagnosed where error.diagnostic.code == "QG230" {
        throw error
      } catch is AlreadyDiagnosed where isExhausted {
        throw AlreadyDiagnosed()
      } catch {
        report(error, at: statement.range)
        poison(statement, frame)
      }
    }
  }

  /// After an error: what the statement would have declared is unknown, without further errors.
  private func poison(_ statement: Statement, _ frame: Frame) {
    switch statement.kind {
    case .constant(let d):
      frame.declare(d.name.text, .init(value: .poison, kind: .constant, range: d.name.range))
    case .parameter(let p):
      frame.declare(p.name.text, .init(value: .poison, kind: .weight, range: p.name.range))
    case .layer(let name, _, _):
      frame.declare(name.text, .init(value: .poison, kind: .layer, range: name.range))
    case .binding(let name, _): frame.bind(name.text, .poison, range: name.range)
    case .return: frame.returned = .poison
    case .register(let r): frame.registers[r.name.text] = ([], r.size == nil, r.name.range)
    default: frame.circuit?.isDamaged = true
    }
  }

  private func execute(_ statement: Statement, _ frame: Frame) throws {
    switch statement.kind {
    case .constant(let declaration):
      let wanted: Wanted = declaration.type.scalar == .layer ? .layer : .value
      let raw = try evaluate(declaration.value, frame, wanted: wanted)
      if case .tensor = raw {
        throw Diagnosed(.notConst("`\(declaration.name.text)`", at: declaration.value.range))
      }
      let value = try converted(
        raw, to: declaration.type, frame, what: "`\(declaration.name.text)`", at: declaration.value.range,
        name: declaration.name.text)
      try declareNew(declaration.name, value, .constant, frame)
    case .register(let register): try declareRegister(register, frame)
    case .parameter(let parameter): try declareWeight(parameter, frame)
    case .layer(let name, let index, let value): try declareLayer(name, index, value, frame)
    case .for(let type, let variable, let values, let body):
      try loop(type, variable, values, body, frame)
    case .conditional(let conditional): try choose(conditional, frame)
    case .binding(let name, let result):
      if let entry = frame.entry(name.text), entry.kind != .binding, entry.kind != .parameter {
        throw Diagnosed(.rebound(name.text, what: entry.kind.rawValue, at: name.range, first: entry.range))
      }
      let value = try self.result(result, frame)
      if case .layer = value { throw Diagnosed(.layerNotCalled(at: result.range)) }
      frame.bind(name.text, value, range: name.range)
    case .return(let result):
      frame.returnRange = result.range
      frame.returned = try self.result(result, frame)
    case .barrier(let operands):
      guard let circuit = frame.circuit else { return }
      circuit.append(.barrier(try operands.flatMap { try self.qubits($0, frame).qubits }))
    case .apply(let call): try applyGate(call, frame)
    }
  }

  func result(_ result: ResultSyntax, _ frame: Frame) throws -> Value {
    switch result {
    case .expression(let e): try evaluate(e, frame)
    case .readout(let r): try readout(r, frame)
    }
  }

  private func declareNew(_ name: Name, _ value: Value, _ kind: Frame.Entry.Kind, _ frame: Frame) throws {
    if let block = frame.blocks.last, let first = block[name.text] {
      throw Diagnosed(.duplicate(name.text, at: name.range, first: first.range))
    }
    frame.declare(name.text, .init(value: value, kind: kind, range: name.range))
  }

  /// `layer a = recipe;`: an instance; `layer blocks[i] = recipe;`: one of a family.
  private func declareLayer(_ name: Name, _ index: Expression?, _ value: Expression, _ frame: Frame) throws {
    let builder = try requireBuilder(frame, at: name.range)
    let recipe: Layer
    switch try evaluate(value, frame, wanted: .layer) {
    case .layer(let layer): recipe = layer
    case .poison: throw AlreadyDiagnosed()
    case let other: throw Diagnosed(.valueNotLayer(other.typeDescription, at: value.range))
    }
    try requireShallow(recipe, at: value.range)
    guard let index else {
      let instance = Layer.instance(
        LayerInstance(path: builder.path + [name.text], layer: recipe, range: name.range))
      try declareNew(name, .layer(instance), .layer, frame)
      return
    }
    let i = try integer(index, frame, what: "the index of a layer")
    guard i >= 0 else {
      throw Diagnosed(
        .typeMismatch("the index of a layer", expected: "at least 0", actual: "\(i)", at: index.range))
    }
    let instance = Layer.instance(
      LayerInstance(path: builder.path + [name.text, "\(i)"], layer: recipe, range: name.range))
    var family = LayerFamily(name: name.text, members: [:])
    if let entry = frame.entry(name.text) {
      guard case .family(let known) = entry.value else {
        throw Diagnosed(.duplicate(name.text, at: name.range, first: entry.range))
      }
      family = known
    }
    guard family.members[i] == nil else {
      throw Diagnosed(.duplicate("\(name.text)[\(i)]", at: name.range, first: nil))
    }
    family.members[i] = instance
    // A family belongs to the body, so that layers made in a loop are there after it.
    frame.blocks[0][name.text] = .init(value: .family(family), kind: .layer, range: name.range)
  }

  private func loop(
    _ type: TypeSyntax, _ variable: Name, _ values: ValuesSyntax, _ body: Block, _ frame: Frame
  ) throws {
    for value in try self.values(values, frame) {
      if body.statements.isEmpty { try charge(at: variable.range) }
      let converted = try self.converted(
        value.value, to: type, frame, what: "`\(variable.text)`", at: value.range)
      frame.blocks.append([variable.text: .init(value: converted, kind: .loopVariable, range: variable.range)]
      )
      defer { frame.blocks.removeLast() }
      try execute(body.statements, frame)
      // A loop whose body is wrong is wrong in the same way each time round.
      if case .poison = converted { return }
    }
  }

  /// The const values that a `for` or a `sweep` runs over.
  func values(_ values: ValuesSyntax, _ frame: Frame) throws -> [Datum] {
    switch values {
    case .set(let items, _):
      return try items.map { Datum(value: try evaluate($0, frame), range: $0.range) }
    case .expression(let e):
      switch try evaluate(e, frame) {
      case .array(let array) where !array.shape.isEmpty:
        return (0..<array.shape[0]).map { Datum(value: array.element($0), range: e.range) }
      case .strings(let strings): return strings.map { Datum(value: .string($0), range: e.range) }
      case .poison: throw AlreadyDiagnosed()
      case .tensor: throw Diagnosed(.notConst("what a loop runs over", at: e.range))
      case let other:
        throw Diagnosed(
          .typeMismatch(
            "what a loop runs over", expected: "a set, a range or an array", actual: other.typeDescription,
            at: e.range))
      }
    }
  }

  private func choose(_ conditional: Conditional, _ frame: Frame) throws {
    if try condition(conditional.condition, frame) {
      try block(conditional.then, frame)
    } else {
      switch conditional.otherwise {
      case nil: break
      case .block(let b): try block(b, frame)
      case .conditional(let next): try choose(next, frame)
      }
    }
  }

  private func block(_ block: Block, _ frame: Frame) throws {
    frame.blocks.append([:])
    defer { frame.blocks.removeLast() }
    try execute(block.statements, frame)
  }

  /// `param angle[L, n] w ~ normal(0, 0.1);`
  func declareWeight(_ parameter: ParameterSyntax, _ frame: Frame) throws {
    let builder = try requireBuilder(frame, at: parameter.range)
    guard parameter.type.scalar == .angle || parameter.type.scalar == .float else {
      throw Diagnosed(
        .typeMismatch(
          "a `param`", expected: "a float or an angle", actual: parameter.type.scalar.rawValue,
          at: parameter.type.range))
    }
    let shape = try parameter.type.dimensions.map { dimension -> Int in
      switch dimension {
      case .size(let e): return try size(e, frame)
      case .binding(let name):
        guard case .integer(let n)? = frame.entry(name.text)?.value else {
          throw Diagnosed(
            Diagnostic(
              "QG212", "a `param` brings no size of its own, so `const \(name.text)` has nothing to bind",
              at: name.range))
        }
        return n
      }
    }
    try requireTensor(shape, what: "a `param`", at: parameter.type.range)
    let initializer = try self.initializer(parameter, shape: shape, frame)
    let tensor = try builder.weight(parameter.name.text, shape: shape, initializer: initializer)
    try declareNew(parameter.name, .tensor(tensor), .weight, frame)
  }

  private func initializer(_ parameter: ParameterSyntax, shape: [Int], _ frame: Frame) throws -> Initializer {
    guard case .param(let written) = parameter.kind, let written else {
      guard parameter.type.scalar == .angle else {
        throw Diagnosed(
          Diagnostic(
            "QG213", "a `param float` must say how it starts", at: parameter.range,
            fixes: [
              .init(
                "write `~ normal(0, 0.1)`",
                edits: [.init(range: parameter.range.endPoint, replacement: " ~ normal(0, 0.1)")],
                isSafe: false)
            ]))
      }
      return .uniform(low: 0, high: 2 * Double.pi)
    }
    let (definition, arguments) = try reference(
      written, in: catalog.initializers, kind: "initialiser", frame
    ) { $0.parameters }
    do {
      return try definition.initializer(arguments, shape)
    } catch let error as IRError {
      throw Diagnosed(.layerRefused(error.message, at: written.range, notes: []))
    }
  }

  /// A builtin other than a layer, named with const arguments: a loss, an optimizer, an initialiser, ...
  func reference<Definition: CatalogEntry>(
    _ expression: Expression, in table: OrderedDictionary<String, Definition>, kind: String, _ frame: Frame,
    parameters: (Definition) -> [ParameterSpec]
  ) throws -> (Definition, Arguments) {
    var callee = expression
    var arguments: [Argument] = []
    if case .call(let c, let a) = expression.kind { (callee, arguments) = (c, a) }
    guard case .name(let name) = callee.kind else {
      throw Diagnosed(
        .typeMismatch(
          "this", expected: "the name of \(article(kind)) \(kind)", actual: "an expression",
          at: expression.range))
    }
    guard let definition = table[name.text] else {
      throw Diagnosed(
        .unknownName(
          name.text, kind: kind, at: name.range, known: Array(table.keys),
          elsewhere: table.values.namesElsewhere))
    }
    let bound = try bindParameters(
      parameters(definition), of: name.text, arguments, frame, at: expression.range)
    if let extra = bound.rest.first {
      let labels = Set(arguments.compactMap { $0.label?.text })
      if let open = parameters(definition).first(where: {
        ($0.defaultValue != nil || $0.isOptional) && !labels.contains($0.name)
      }) {
        throw Diagnosed(.labelMissing(open.name, of: name.text, at: extra.range))
      }
      throw Diagnosed(
        .tooManyArguments(
          of: name.text, expected: "\(parameters(definition).count) arguments", at: extra.range))
    }
    return (definition, bound.arguments)
  }

  private func article(_ word: String) -> String { "aeiou".contains(word.first ?? "x") ? "an" : "a" }
}
