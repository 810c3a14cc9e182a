extension SyntaxPrinter {
  mutating func print(_ declaration: Declaration) {
    let documentation = declaration.documentation
    switch declaration.kind {
    case .include(let d):
      let alias = d.alias.map { " as \($0.text)" } ?? ""
      described("include \(Self.quoted(d.path))\(alias)", documentation) { _ in }
    case .constant(let d):
      described("\(d.isConfig ? "config" : "const") \(d.name.text)", documentation) { p in
        p.print(d.type)
        p.print(d.value)
      }
    case .gate(let d):
      let angles = d.angles.map(\.text).joined(separator: ", ")
      let qubits = d.qubits.map(\.text).joined(separator: ", ")
      described("gate \(d.name.text)(\(angles)) \(qubits)", documentation) { p in p.print(d.body) }
    case .circuit(let d):
      described("circuit \(d.name.text)", documentation) { p in
        for parameter in d.parameters { p.print(parameter) }
        switch d.form {
        case .layer(let result): p.node("result") { p in p.print(result) }
        case .subroutine(let registers): for register in registers { p.print(register) }
        }
        p.print(d.body)
      }
    case .model(let d):
      described("model \(d.name.text)", documentation) { p in
        for parameter in d.parameters { p.print(parameter) }
        if let result = d.result { p.node("result") { p in p.print(result) } }
        p.print(d.body)
      }
    case .dataset(let d):
      described("dataset \(d.name.text)", documentation) { p in
        for property in d.properties { p.print(property) }
      }
    case .train(let d): print(d, documentation)
    case .variant(let d):
      described("variant \(d.name.text) of \(d.base.text)", documentation) { p in
        for setting in d.settings { p.node("set \(setting.name.text)") { p in p.print(setting.value) } }
      }
    case .sweep(let d):
      let bases = d.bases.map(\.text).joined(separator: ", ")
      described("sweep \(d.name.text) of \(bases)", documentation) { p in
        for axis in d.axes { p.node("axis \(axis.name.text)") { p in p.print(axis.values) } }
      }
    }
  }

  /// A node with its documentation as first child.
  private mutating func described(
    _ text: String, _ documentation: String?, children: (inout SyntaxPrinter) -> Void
  ) {
    node(text) { p in
      if let documentation { p.node("documentation \(Self.quoted(documentation))") }
      children(&p)
    }
  }

  private mutating func print(_ train: TrainDeclaration, _ documentation: String?) {
    described("train \(train.name.text)", documentation) { p in
      for property in train.properties { p.print(property) }
      for every in train.schedules {
        p.node("every \(every.unit.text)") { p in
          p.print(every.interval)
          for action in every.actions { p.node("action") { p in p.print(action) } }
        }
      }
    }
  }

  private mutating func print(_ property: Property) {
    let qualifier = property.qualifier.map { " \($0.text)" } ?? ""
    node("property \(property.key.text)\(qualifier)") { p in p.print(property.value) }
  }

  // MARK: - Statements

  private mutating func print(_ block: Block) {
    node("block") { p in for statement in block.statements { p.print(statement) } }
  }

  private mutating func print(_ statement: Statement) {
    switch statement.kind {
    case .constant(let c):
      node("\(c.isConfig ? "config" : "const") \(c.name.text)") { p in
        p.print(c.type)
        p.print(c.value)
      }
    case .register(let r): print(r)
    case .parameter(let parameter): print(parameter)
    case .layer(let name, let index, let value):
      node("layer \(name.text)") { p in
        if let index { p.node("at") { p in p.print(index) } }
        p.print(value)
      }
    case .for(let type, let variable, let values, let body):
      node("for \(variable.text)") { p in
        p.print(type)
        p.print(values)
        p.print(body)
      }
    case .conditional(let conditional): print(conditional)
    case .binding(let name, let value): node("bind \(name.text)") { p in p.print(value) }
    case .return(let value): node("return") { p in p.print(value) }
    case .barrier(let operands): node("barrier") { p in p.print(operands) }
    case .apply(let call):
      node("apply \(call.name.text)") { p in
        for modifier in call.modifiers { p.print(modifier) }
        p.print(call.arguments ?? [])
        p.print(call.operands)
      }
    }
  }

  private mutating func print(_ conditional: Conditional) {
    node("if") { p in
      p.print(conditional.condition)
      p.print(conditional.then)
      switch conditional.otherwise {
      case .block(let block): p.node("else") { p in p.print(block) }
      case .conditional(let other): p.node("else") { p in p.print(other) }
      case nil: break
      }
    }
  }

  private mutating func print(_ modifier: Modifier) {
    switch modifier.kind {
    case .inverse: node("inv")
    case .power(let e): node("pow") { p in p.print(e) }
    case .control(let count): node("ctrl") { p in if let count { p.print(count) } }
    case .negatedControl(let count): node("negctrl") { p in if let count { p.print(count) } }
    }
  }

  private mutating func print(_ operands: [Operand]) {
    for operand in operands {
      node("operand \(operand.name.text)") { p in
        for item in operand.items {
          switch item {
          case .element(let e): p.print(e)
          case .range(let first, let step, let last, _):
            p.node(step == nil ? "range" : "range with step") { p in
              p.print(first)
              if let step { p.print(step) }
              p.print(last)
            }
          case .all: p.node("all")
          }
        }
      }
    }
  }

  private mutating func print(_ result: ResultSyntax) {
    switch result {
    case .expression(let e): print(e)
    case .readout(let readout):
      let head =
        switch readout.kind {
        case .expval(let factors): "expval \(factors.map(\.text).joined(separator: " @ "))"
        case .probs: "probs"
        case .sample: "sample"
        }
      node(head) { p in p.print(readout.operands) }
    }
  }
}
