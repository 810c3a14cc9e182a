import QganIR
import QganSyntax

/// Checks what needs no values: names, and which statements may stand where.
struct StaticChecker {
  private let program: Program
  private let catalog: Catalog
  private(set) var diagnostics: [Diagnostic] = []
  private var scope: FileScope
  /// Names of the body, innermost block last.
  private var blocks: [Set<String>] = []
  private var registers: Set<String> = []
  private var body: Frame.Kind = .constant

  init(program: Program, catalog: Catalog) {
    self.program = program
    self.catalog = catalog
    scope = program.main
  }

  /// Checks every declaration of every file.
  mutating func check() {
    for file in program.scopes {
      scope = file
      for declaration in file.syntax.declarations { check(declaration) }
    }
  }

  private mutating func check(_ declaration: Declaration) {
    blocks = [[]]
    registers = []
    body = .constant
    switch declaration.kind {
    case .include, .sweep, .variant: break
    case .constant(let d):
      warnIfHiding(d.name)
      check(d.type)
      check(d.value)
    case .gate(let d):
      warnIfHidingGate(d.name)
      body = .gate
      blocks = [Set(d.angles.map(\.text))]
      registers = Set(d.qubits.map(\.text))
      checkBody(d.body, name: d.name)
    case .circuit(let d):
      if case .subroutine(let declared) = d.form {
        warnIfHidingGate(d.name)
        body = .subroutine
        registers = Set(declared.map(\.name.text))
      } else {
        warnIfHiding(d.name)
        body = .circuit
      }
      declare(d.parameters)
      switch d.form {
      case .layer(let result): check(result)
      case .subroutine(let declared): declareSizes(declared.compactMap(\.size))
      }
      checkBody(d.body, name: d.name)
    case .model(let d):
      warnIfHiding(d.name)
      body = .model
      declare(d.parameters)
      if let result = d.result { check(result) }
      checkBody(d.body, name: d.name)
    case .dataset(let d): warnIfHiding(d.name)
    case .train: break
    }
  }

  private mutating func warnIfHiding(_ name: Name) {
    if catalog.layers[name.text] != nil || Elaborator.layerFunctions.contains(name.text) {
      diagnostics.append(.hidesBuiltin(name.text, kind: "layer or function", at: name.range))
    } else if Elaborator.numbers[name.text] != nil {
      diagnostics.append(.hidesBuiltin(name.text, kind: "constant", at: name.range))
    }
  }

  private mutating func warnIfHidingGate(_ name: Name) {
    if Gates.isBuiltin(name.text) {
      diagnostics.append(.hidesBuiltin(name.text, kind: "gate", at: name.range))
    }
  }

  // MARK: Declarations of names

  private mutating func declare(_ parameters: [ParameterSyntax]) {
    for parameter in parameters {
      declareSizes(parameter.type.dimensions)
      switch parameter.kind {
      case .const(let defaultValue?): check(defaultValue)
      case .param:
        if body == .subroutine {
          diagnostics.append(
            .misplaced(
              "a `param`", in: body.rawValue, at: parameter.range,
              hint: "a subroutine gets its angles from the caller: write `angle \(parameter.name.text)`"))
        }
      case .input:
        if body == .subroutine {
          diagnostics.append(
            .misplaced(
              "an `input`", in: body.rawValue, at: parameter.range,
              hint: "a subroutine gets its angles from the caller: write `angle \(parameter.name.text)`"))
        }
      case .plain:
        if body != .subroutine {
          diagnostics.append(
            Diagnostic(
              "QG214", "`\(parameter.name.text)` must say when it is known", at: parameter.range,
              notes: [
                .init(
                  "write `const` (compile time), `input` (per sample) or `param` (a weight) before its type")
              ]))
        }
      default: break
      }
      if blocks[0].contains(parameter.name.text) {
        diagnostics.append(.duplicate(parameter.name.text, at: parameter.name.range, first: nil))
      }
      warnIfHiding(parameter.name)
      blocks[0].insert(parameter.name.text)
    }
  }

  private mutating func declareSizes(_ dimensions: [Dimension]) {
    for dimension in dimensions {
      switch dimension {
      case .binding(let name): blocks[0].insert(name.text)
      case .size(let e): check(e)
      }
    }
  }

  private mutating func check(_ type: TypeSyntax) {
    for dimension in type.dimensions {
      if case .size(let e) = dimension { check(e) }
    }
  }

  // MARK: Bodies

  private mutating func checkBody(_ block: Block, name: Name) {
    for (i, statement) in block.statements.enumerated() {
      check(statement, mayReturn: i == block.statements.count - 1)
    }
    guard body == .circuit || body == .model else { return }
    let returns = block.statements.contains { if case .return = $0.kind { true } else { false } }
    if !returns {
      let end = SourceRange(
        file: block.range.file, start: max(block.range.start, block.range.end - 1), end: block.range.end)
      diagnostics.append(.missingReturn(in: "`\(name.text)`", at: end))
    }
  }

  private mutating func check(_ statement: Statement, mayReturn: Bool) {
    func misplaced(_ what: String, _ hint: String) -> Diagnostic {
      .misplaced(what, in: body.rawValue, at: statement.range, hint: hint)
    }
    switch statement.kind {
    case .constant(let d):
      check(d.type)
      check(d.value)
      warnIfHiding(d.name)
      blocks[blocks.count - 1].insert(d.name.text)
    case .register(let r):
      if body != .circuit {
        diagnostics.append(
          .misplaced(
            "a register", in: body.rawValue, at: r.range,
            hint: "registers are declared in circuits with `->`"))
      }
      if case .size(let e)? = r.size { check(e) }
      registers.insert(r.name.text)
    case .parameter(let p):
      if body != .model {
        diagnostics.append(
          misplaced(
            "a `param` statement", "a circuit's weights stand between its parentheses: `param angle[n] w`"))
      }
      check(p.type)
      warnIfHiding(p.name)
      blocks[blocks.count - 1].insert(p.name.text)
    case .layer(let name, let index, let value):
      if body != .model {
        diagnostics.append(misplaced("a `layer`", "instances of layers are declared in models"))
      }
      if let index { check(index) }
      check(value)
      warnIfHiding(name)
      blocks[index == nil ? blocks.count - 1 : 0].insert(name.text)
    case .for(let type, let variable, let values, let inner):
      check(type)
      switch values {
      case .set(let items, _):
        for item in items { check(item) }
      case .expression(let e): check(e)
      }
      warnIfHiding(variable)
      check(inner, declaring: [variable.text])
    case .conditional(let c): check(c)
    case .binding(let name, let result):
      check(result, at: statement)
      if !blocks.contains(where: { $0.contains(name.text) }) {
        warnIfHiding(name)
        blocks[blocks.count - 1].insert(name.text)
      }
    case .return(let result):
      if body != .circuit && body != .model {
        diagnostics.append(misplaced("`return`", "only circuits with `->` and models return values"))
      } else if !mayReturn {
        diagnostics.append(.afterReturn(at: statement.range))
      }
      check(result, at: statement)
    case .barrier(let operands):
      if body == .model { diagnostics.append(misplaced("a `barrier`", "barriers stand in circuits")) }
      for item in operands { check(item) }
    case .apply(let call): check(call, at: statement)
    }
  }

  private mutating func check(_ block: Block, declaring names: Set<String> = []) {
    blocks.append(names)
    for statement in block.statements { check(statement, mayReturn: false) }
    blocks.removeLast()
  }

  private mutating func check(_ conditional: Conditional) {
    check(conditional.condition)
    check(conditional.then)
    switch conditional.otherwise {
    case .block(let b)?: check(b)
    case .conditional(let c)?: check(c)
    case nil: break
    }
  }

  private mutating func check(_ result: ResultSyntax, at statement: Statement) {
    switch result {
    case .expression(let e): check(e)
    case .readout(let readout):
      if body != .circuit {
        diagnostics.append(
          .misplaced(
            "a read-out", in: body.rawValue, at: readout.range, hint: "read-outs stand in circuits with `->`")
        )
      }
      for item in readout.operands { check(item) }
      if case .expval(let names) = readout.kind {
        for name in names where Pauli(rawValue: name.text) == nil {
          diagnostics.append(.unknownObservable(name.text, at: name.range))
        }
      }
    }
  }

  private mutating func check(_ call: GateCall, at statement: Statement) {
    if body == .model {
      let isLayer = catalog.layers[call.name.text] != nil || scope.value(call.name) != nil
      diagnostics.append(
        .misplaced(
          "a gate", in: body.rawValue, at: statement.range,
          hint: isLayer
            ? "to call a layer, bind its value: `y = x |> \(call.name.text)`"
            : "gates stand in circuits; a model calls a circuit as a layer"))
      return
    }
    if scope.operation(call.name) == nil, !Gates.isBuiltin(call.name.text) {
      diagnostics.append(.unknownGate(call.name, in: scope))
    }
    for modifier in call.modifiers {
      switch modifier.kind {
      case .power(let e), .control(let e?), .negatedControl(let e?): check(e)
      default: break
      }
    }
    for argument in call.arguments ?? [] { check(argument.value) }
    for item in call.operands { check(item) }
  }

  private mutating func check(_ operand: Operand) {
    if !registers.contains(operand.name.text), !blocks.contains(where: { $0.contains(operand.name.text) }) {
      diagnostics.append(
        .unknownName(operand.name.text, kind: "register", at: operand.name.range, known: registers.sorted()))
    }
    for item in operand.items { check(item) }
  }

  private mutating func check(_ item: IndexItem) {
    switch item {
    case .element(let e): check(e)
    case .range(let first, let step, let last, _):
      check(first)
      if let step { check(step) }
      check(last)
    case .all: break
    }
  }

  // MARK: Expressions

  private mutating func check(_ expression: Expression) {
    switch expression.kind {
    case .integer, .float, .string, .boolean, .error: break
    case .list(let items):
      for item in items { check(item) }
    case .range(let first, let step, let last):
      check(first)
      if let step { check(step) }
      check(last)
    case .name(let name): check(name)
    case .call(let callee, let arguments):
      check(callee)
      for argument in arguments { check(argument.value) }
    case .index(let base, let items):
      check(base)
      for item in items { check(item) }
    case .unary(_, let e), .parenthesized(let e): check(e)
    case .binary(_, let a, let b, _), .pipe(let a, let b):
      check(a)
      check(b)
    }
  }

  private mutating func check(_ name: QualifiedName) {
    let text = name.text
    if name.parts.count == 1 {
      if blocks.contains(where: { $0.contains(text) }) || registers.contains(text) { return }
      if Elaborator.numbers[text] != nil || catalog.layers[text] != nil { return }
      if Elaborator.layerFunctions.contains(text) || text == "int" || text == "float" { return }
    }
    if scope.value(name) != nil { return }
    if let planned = Elaborator.plannedNames[text] {
      diagnostics.append(.notAvailable("`\(text)`", planned, at: name.range))
      return
    }
    // After `~` and in `load` other tables hold names too.
    if catalog.initializers[text] != nil { return }
    diagnostics.append(.unknownValue(name, in: scope, locals: blocks.flatMap { $0 }, catalog))
  }
}
