import QganSema
import QganSyntax

/// The walk through declarations: their heads, properties and types.
extension SymbolIndex {
  mutating func walk(_ declaration: Declaration) {
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
  mutating func walk(setting name: Name, _ values: [Expression]) {
    if let declared = scope.values[name.text] {
      use(name.range, declaredAt: declared.symbol.name.range)
    } else if Elaborator.trainKeys.contains(name.text) {
      use(name.range, .trainKey(name.text))
    }
    for value in values { walk(value, property: name.text) }
  }

  mutating func enter(_ list: [ParameterSyntax]) {
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

  mutating func walk(_ type: TypeSyntax) {
    for dimension in type.dimensions { walk(dimension) }
  }

  mutating func walk(_ dimension: Dimension) {
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
}
