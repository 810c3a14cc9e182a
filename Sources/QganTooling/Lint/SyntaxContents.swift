import QganSyntax

/// Everything that stands in a declaration, collected in one walk.
public struct SyntaxContents {
  public let declaration: Declaration
  /// Names that are used: values, layers, gates, registers.
  public private(set) var names: [QualifiedName] = []
  /// Every expression, outer ones first.
  public private(set) var expressions: [Expression] = []
  public private(set) var gates: [GateCall] = []
  /// Every block of statements, the body first.
  public private(set) var blocks: [Block] = []
  public private(set) var statements: [Statement] = []

  public init(_ declaration: Declaration) {
    self.declaration = declaration
    switch declaration.kind {
    case .include: break
    case .constant(let d): add(d)
    case .gate(let d): add(d.body)
    case .circuit(let d):
      for item in d.parameters { add(item) }
      switch d.form {
      case .layer(let result): add(result)
      case .subroutine(let registers): for item in registers.compactMap(\.size) { add(item) }
      }
      add(d.body)
    case .model(let d):
      for item in d.parameters { add(item) }
      if let result = d.result { add(result) }
      add(d.body)
    case .dataset(let d): for item in d.properties { add(item.value) }
    case .train(let d):
      for item in d.properties { add(item.value) }
      for every in d.schedules {
        add(every.interval)
        for item in every.actions { add(item) }
      }
    case .variant(let d):
      add(d.base)
      for setting in d.settings {
        add(setting.name)
        add(setting.value)
      }
    case .sweep(let d):
      for item in d.bases { add(item) }
      for axis in d.axes {
        add(axis.name)
        add(axis.values)
      }
    }
  }

  private mutating func add(_ name: Name) { names.append(QualifiedName([name])) }

  private mutating func add(_ d: ConstantDeclaration) {
    add(d.type)
    add(d.value)
  }

  private mutating func add(_ parameter: ParameterSyntax) {
    add(parameter.type)
    switch parameter.kind {
    case .const(let value), .param(let value): if let value { add(value) }
    case .input, .plain: break
    }
  }

  private mutating func add(_ type: TypeSyntax) { for item in type.dimensions { add(item) } }

  private mutating func add(_ dimension: Dimension) {
    if case .size(let e) = dimension { add(e) }
  }

  private mutating func add(_ values: ValuesSyntax) {
    switch values {
    case .set(let elements, _): for item in elements { add(item) }
    case .expression(let e): add(e)
    }
  }

  private mutating func add(_ block: Block) {
    blocks.append(block)
    for item in block.statements { add(item) }
  }

  private mutating func add(_ statement: Statement) {
    statements.append(statement)
    switch statement.kind {
    case .constant(let d): add(d)
    case .register(let register): if let size = register.size { add(size) }
    case .parameter(let parameter): add(parameter)
    case .layer(_, let index, let value):
      if let index { add(index) }
      add(value)
    case .for(let type, _, let values, let body):
      add(type)
      add(values)
      add(body)
    case .conditional(let conditional): add(conditional)
    case .binding(_, let value), .return(let value): add(value)
    case .barrier(let operands): for item in operands { add(item) }
    case .apply(let call): add(call)
    }
  }

  private mutating func add(_ conditional: Conditional) {
    add(conditional.condition)
    add(conditional.then)
    switch conditional.otherwise {
    case .block(let block)?: add(block)
    case .conditional(let inner)?: add(inner)
    case nil: break
    }
  }

  private mutating func add(_ value: ResultSyntax) {
    switch value {
    case .expression(let e): add(e)
    case .readout(let readout): for item in readout.operands { add(item) }
    }
  }

  private mutating func add(_ call: GateCall) {
    gates.append(call)
    names.append(call.name)
    for modifier in call.modifiers {
      switch modifier.kind {
      case .power(let e): add(e)
      case .control(let count), .negatedControl(let count): if let count { add(count) }
      case .inverse: break
      }
    }
    for argument in call.arguments ?? [] { add(argument.value) }
    for item in call.operands { add(item) }
  }

  private mutating func add(_ operand: Operand) {
    add(operand.name)
    for item in operand.items { add(item) }
  }

  private mutating func add(_ item: IndexItem) {
    switch item {
    case .element(let e): add(e)
    case .range(let first, let step, let last, _):
      add(first)
      if let step { add(step) }
      add(last)
    case .all: break
    }
  }

  private mutating func add(_ expression: Expression) {
    expressions.append(expression)
    switch expression.kind {
    case .integer, .float, .string, .boolean, .error: break
    case .list(let elements): for item in elements { add(item) }
    case .range(let first, let step, let last):
      add(first)
      if let step { add(step) }
      add(last)
    case .name(let name): names.append(name)
    case .call(let callee, let arguments):
      add(callee)
      for item in arguments { add(item.value) }
    case .index(let base, let items):
      add(base)
      for item in items { add(item) }
    case .unary(_, let e), .parenthesized(let e): add(e)
    case .binary(_, let a, let b, _):
      add(a)
      add(b)
    case .pipe(let value, let layer):
      add(value)
      add(layer)
    }
  }
}

extension Declaration {
  /// What is declared, if it has a name.
  var declaredName: Name? {
    switch kind {
    case .include: nil
    case .constant(let d): d.name
    case .gate(let d): d.name
    case .circuit(let d): d.name
    case .model(let d): d.name
    case .dataset(let d): d.name
    case .train(let d): d.name
    case .variant(let d): d.name
    case .sweep(let d): d.name
    }
  }
}

extension Expression {
  /// The layers of `a |> b |> c` after the first value, innermost pipe first.
  var pipeline: [Expression] {
    guard case .pipe(let value, let layer) = kind else { return [] }
    return value.pipeline + [layer]
  }

  /// The name that is called or stands alone.
  var calledName: String? {
    switch kind {
    case .name(let name): name.text
    case .call(let callee, _): callee.calledName
    case .parenthesized(let e): e.calledName
    default: nil
    }
  }

  /// The value of a labelled argument, if this is a call that has it.
  func argument(_ label: String) -> Expression? {
    guard case .call(_, let arguments) = kind else { return nil }
    return arguments.first { $0.label?.text == label }?.value
  }
}
