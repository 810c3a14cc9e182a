/// Statements and expressions.
extension ProgramGenerator {
  mutating func block(_ depth: Int) {
    put("{")
    times(0...4) { $0.statement(depth - 1) }
    put("}")
  }

  mutating func statement(_ depth: Int) {
    switch Int.random(in: 0...(depth > 0 ? 11 : 9), using: &random) {
    case 0: constant()
    case 1:
      register()
      put(";")
    case 2:
      weight()
      put(";")
    case 3:
      put("layer")
      name()
      if chance(30) {
        put("[")
        expression(1)
        put("]")
      }
      put("=")
      expression(3)
      put(";")
    case 4, 5:
      name()
      put("=")
      result()
      put(";")
    case 6:
      put("return")
      result()
      put(";")
    case 7:
      put("barrier")
      operands()
      put(";")
    case 8, 9:
      times(0...2) { $0.modifier() }
      qualified()
      if chance(50) { call(2) }
      operands()
      put(";")
    case 10:
      put("for")
      type(1)
      name()
      put("in")
      values(1)
      block(depth)
    default: conditional(depth)
    }
  }

  mutating func conditional(_ depth: Int) {
    put("if", "(")
    expression(2)
    put(")")
    block(depth)
    guard chance(50) else { return }
    put("else")
    if chance(40) { conditional(depth) } else { block(depth) }
  }

  mutating func modifier() {
    switch Int.random(in: 0...2, using: &random) {
    case 0: put("inv")
    case 1:
      put("pow", "(")
      expression(1)
      put(")")
    default:
      put(pick(["ctrl", "negctrl"]))
      if chance(40) {
        put("(")
        expression(1)
        put(")")
      }
    }
    put("@")
  }

  mutating func operands() {
    list(1...3) { p in
      p.name()
      if p.chance(40) { p.index(1) }
    }
  }

  mutating func result() {
    switch Int.random(in: 0...5, using: &random) {
    case 0:
      put("expval", "(")
      name()
      times(0...2) { p in
        p.put("@")
        p.name()
      }
      put(")")
      operands()
    case 1:
      put(pick(["probs", "sample"]))
      operands()
    default: expression(3)
    }
  }

  // MARK: - Expressions

  mutating func values(_ depth: Int) {
    if chance(50) {
      put("{")
      list(1...5, mayTrail: true) { $0.expression(depth) }
      put("}")
    } else {
      expression(depth)
    }
  }

  mutating func expression(_ depth: Int) {
    disjunction(depth)
    if depth > 0, chance(25) {
      times(depth > 1 ? 1...2 : 1...6) { p in
        p.put("|>")
        p.reference(depth - 1)
      }
    }
  }

  mutating func reference(_ depth: Int) {
    qualified()
    if chance(20) { index(depth) }
    if chance(60) { call(depth) }
  }

  mutating func disjunction(_ depth: Int) {
    comparison(depth)
    if depth > 0, chance(15) {
      times(1...3) { p in
        p.put(p.pick(["||", "&&"]))
        p.comparison(depth - 1)
      }
    }
  }

  mutating func comparison(_ depth: Int) {
    sum(depth)
    if depth > 0, chance(10) {
      put(pick(["==", "!=", "<", "<=", ">", ">="]))
      sum(depth - 1)
    }
  }

  mutating func sum(_ depth: Int) {
    unary(depth)
    guard depth > 0, chance(35) else { return }
    times(1...4) { p in
      p.put(p.pick(["+", "-", "*", "/", "%", "**"]))
      p.unary(depth - 1)
    }
  }

  mutating func unary(_ depth: Int) {
    times(0...1) { p in if p.chance(15) { p.put(p.pick(["-", "!"])) } }
    primary(depth)
  }

  mutating func primary(_ depth: Int) {
    switch Int.random(in: 0...(depth > 0 ? 9 : 4), using: &random) {
    case 0, 1: put(pick(Self.numbers))
    case 2: put(pick(Self.strings + ["true", "false"]))
    case 3, 4: qualified()
    case 5:
      put("[")
      list(depth > 1 ? 0...3 : 0...9, mayTrail: true) { $0.expression(depth - 1) }
      put("]")
    case 6:
      put("(")
      expression(depth - 1)
      put(")")
    case 7:
      put(pick(["int", "float"]))
      call(depth - 1)
    default:
      qualified()
      if chance(40) { index(depth - 1) }
      if chance(60) { call(depth - 1) }
    }
  }

  mutating func index(_ depth: Int) {
    put("[")
    list(1...3) { p in
      if p.chance(20) { return p.put(":") }
      p.sum(depth)
      if p.chance(40) {
        p.put(":")
        p.sum(depth)
      }
    }
    put("]")
  }

  mutating func call(_ depth: Int) {
    put("(")
    list(depth > 1 ? 0...2 : 0...5, mayTrail: true) { p in
      if p.chance(35) { p.put(p.pick(Self.words), ":") }
      p.expression(depth)
    }
    put(")")
  }

  mutating func qualified() {
    name()
    if chance(15) {
      put(".")
      name()
    }
  }
}
