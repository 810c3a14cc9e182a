import QganIR
import QganSyntax

/// The walk through bodies.
extension SymbolIndex {
  mutating func walk(_ block: Block) {
    blocks.append([:])
    for statement in block.statements { walk(statement) }
    blocks.removeLast()
  }

  mutating func walk(_ statement: Statement) {
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

  mutating func walk(_ c: Conditional) {
    walk(c.condition)
    walk(c.then)
    switch c.otherwise {
    case .block(let b)?: walk(b)
    case .conditional(let inner)?: walk(inner)
    case nil: break
    }
  }

  mutating func walk(_ result: ResultSyntax) {
    switch result {
    case .expression(let e): walk(e)
    case .readout(let r):
      if case .expval(let names) = r.kind {
        for name in names where Pauli(rawValue: name.text) != nil { use(name.range, .observable(name.text)) }
      }
      for operand in r.operands { walk(operand) }
    }
  }

  mutating func walk(_ call: GateCall) {
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

  mutating func walk(_ operand: Operand) {
    if let symbol = registers[operand.name.text] ?? found(operand.name.text) {
      use(operand.name.range, .symbol(symbol))
    }
    for item in operand.items { walk(item) }
  }

  mutating func walk(_ item: IndexItem) {
    switch item {
    case .element(let e): walk(e)
    case .range(let first, let step, let end, _):
      walk(first)
      if let step { walk(step) }
      walk(end)
    case .all: break
    }
  }
}
